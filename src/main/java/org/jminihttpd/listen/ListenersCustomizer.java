package org.jminihttpd.listen;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jminihttpd.accesslog.AccessLog;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.config.ListenerProperties.Purpose;
import org.jminihttpd.guard.Guards;
import org.jminihttpd.guard.Refusals;
import org.jminihttpd.lane.FastLane;
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
    private final FastLane fastLane;
    private final Handshakes handshakes = new Handshakes();
    private final LoopResources loops = LoopResources.create(
            "http",
            LoopResources.DEFAULT_IO_SELECT_COUNT,
            Runtime.getRuntime().availableProcessors(),
            true, // daemons: the listeners' own thread keeps the process alive
            false);
    private volatile Settings settings;
    private @Nullable HttpServer recipe;

    /** What goes into a server and can change: another server is made when it does. */
    record Settings(HttpdProperties properties, @Nullable SecureTransport transport) {

        /** Whether a server that is made of these would be the same. */
        boolean makeTheSameAs(Settings other) {
            return properties.limits().areTheSameForAConnection(other.properties.limits())
                    && properties.http2() == other.properties.http2()
                    && properties.hsts().equals(other.properties.hsts())
                    && certificates() == other.certificates();
        }

        private @Nullable Certificates certificates() {
            return transport == null ? null : transport.certificates();
        }
    }

    /**
     * @param certificates null exactly if no listener is TLS
     * @param fastLane for the connections of the site
     */
    public ListenersCustomizer(
            Listeners listeners,
            HttpdProperties properties,
            AccessLog accessLog,
            @Nullable Certificates certificates,
            FastLane fastLane) {
        this.listeners = listeners;
        this.guards = new Guards(properties.limits());
        this.accessLog = accessLog;
        this.fastLane = fastLane;
        this.settings = settings(properties, certificates);
    }

    /** What servers of a configuration are made of. */
    Settings settings(HttpdProperties properties, @Nullable Certificates certificates) {
        SecureTransport transport = certificates == null
                ? null
                : new SecureTransport(
                        certificates, properties.http2(), properties.limits().timeout(), properties.hsts(), handshakes);
        return new Settings(properties, transport);
    }

    /** What all servers refused. */
    public Refusals refusals() {
        return guards.refusals();
    }

    /** The TLS handshakes of all servers. */
    public Handshakes handshakes() {
        return handshakes;
    }

    /** What servers are made of at present. */
    Settings settings() {
        return settings;
    }

    /** Changes how many connections there may be, and what servers are made of that are made later. */
    void use(Settings next) {
        settings = next;
        guards.capConnections(next.properties().limits().maxConnections());
    }

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.setResourceFactory(null); // else Boot replaces our event loops by its own
        factory.addServerCustomizers(server -> {
            recipe = server;
            return serverFor(listeners.first(), settings);
        });
    }

    /** The recipe with everything that one listener adds; only a handler is missing. */
    HttpServer serverFor(Listener listener, Settings of) {
        Guards own = guards.another(of.properties().limits());
        listener.guardWith(own);
        HttpServer server = Objects.requireNonNull(recipe, "Boot has not made its server yet")
                .protocol(HttpProtocol.HTTP11)
                .runOn(new RelayLoops(loops, listener.acceptor(), listener.relay()))
                .bindAddress(listener::address)
                .doOnBound(listener::serveWith);
        server = own.apply(server);
        if (listener.properties().tls()) {
            server = Objects.requireNonNull(of.transport(), "a TLS listener needs a certificate")
                    .apply(server);
        }
        boolean isSite = listener.properties().purpose() == Purpose.SITE;
        Consumer<Channel> log = accessLog.of(listener.properties());
        return CodecReady.apply(server, channel -> {
            own.install(channel);
            if (isSite) {
                fastLane.install(channel);
            }
            log.accept(channel);
        });
    }

    /** The event loops of all connections. */
    public EventLoopGroup eventLoops() {
        return loops.onServer(Epoll.isAvailable());
    }

    /** Closes every connection that is left, at once. */
    @Override
    public void close() {
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).subscribe();
    }
}
