package org.jminihttpd.listen;

import java.time.Duration;
import java.util.Objects;
import org.jminihttpd.accesslog.AccessLog;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.config.ListenerProperties.Purpose;
import org.jminihttpd.guard.Guards;
import org.jminihttpd.lane.FastLane;
import org.jminihttpd.lane.HotAnswers;
import org.jminihttpd.tls.Certificates;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * Turns Boot's server into the first of our listeners, and what Boot configured it with (compression, forwarded headers
 * and so on) into the recipe of all others; owns the event loops they share.
 */
public final class ListenersCustomizer
        implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, AutoCloseable {

    private final Listeners listeners;
    private final Guards guards;
    private final AccessLog accessLog;
    private final @Nullable FastLane fastLane;
    private final @Nullable SecureTransport secureTransport;
    private final LoopResources loops = LoopResources.create(
            "http",
            LoopResources.DEFAULT_IO_SELECT_COUNT,
            Runtime.getRuntime().availableProcessors(),
            true, // daemons: Boot's own thread keeps the process alive
            false);
    private @Nullable HttpServer recipe;

    /** @param certificates null exactly if no listener is TLS */
    public ListenersCustomizer(
            Listeners listeners,
            HttpdProperties properties,
            Guards guards,
            AccessLog accessLog,
            @Nullable Certificates certificates,
            HotAnswers hotAnswers) {
        this.listeners = listeners;
        this.guards = guards;
        this.accessLog = accessLog;
        this.fastLane = properties.fastLane() ? new FastLane(hotAnswers) : null;
        this.secureTransport = certificates == null
                ? null
                : new SecureTransport(
                        certificates, properties.http2(), properties.limits().timeout(), properties.hsts());
    }

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.setResourceFactory(null); // else Boot replaces our event loops by its own
        factory.addServerCustomizers(server -> {
            recipe = server;
            return serverFor(listeners.first());
        });
    }

    /** The recipe with everything that one listener adds; only a handler is missing. */
    HttpServer serverFor(Listener listener) {
        HttpServer server = Objects.requireNonNull(recipe, "Boot has not made its server yet")
                .protocol(HttpProtocol.HTTP11)
                .runOn(new AdoptingLoops(loops, listener.socket()))
                .bindAddress(listener::address)
                .doOnBound(listener::serveWith);
        server = guards.apply(server);
        if (listener.properties().tls()) {
            server = Objects.requireNonNull(secureTransport, "a TLS listener needs a certificate")
                    .apply(server);
        }
        return accessLog.apply(withFastLane(server, listener));
    }

    private HttpServer withFastLane(HttpServer server, Listener listener) {
        FastLane lane = listener.properties().purpose() == Purpose.SITE ? fastLane : null;
        return lane == null ? server : CodecReady.apply(server, lane::install);
    }

    Guards guards() {
        return guards;
    }

    /** Closes every connection that is left, at once. */
    @Override
    public void close() {
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).subscribe();
    }
}
