package org.jminihttpd.metrics;

import java.io.ByteArrayOutputStream;
import java.util.function.Supplier;
import org.jminihttpd.accesslog.AnswerObserver;
import org.jminihttpd.actuate.Actuator;
import org.jminihttpd.actuate.ActuatorPath;
import org.jminihttpd.listen.ListenerGroup;
import org.jminihttpd.listen.ListenersCustomizer;
import org.jminihttpd.reload.CurrentConfiguration;
import org.jminihttpd.route.CurrentRouteTable;
import org.jminihttpd.route.RouteNames;
import org.jminihttpd.route.RouteRefusals;
import org.jminihttpd.tls.CurrentCertificates;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The switch of the metrics, and their place in the actuator: {@code /actuator/prometheus}. */
public final class Metrics {

    private final CurrentConfiguration configuration;
    private final ReloadCount reloads = new ReloadCount();
    private final Supplier<ServerMetrics> maker;
    private volatile @Nullable ServerMetrics made;

    /**
     * Counts nothing until the configuration says so.
     *
     * @param servers asked for when counting begins, as are {@code listeners}
     */
    public Metrics(
            CurrentConfiguration configuration,
            CurrentRouteTable tables,
            RouteNames names,
            CurrentCertificates certificates,
            RouteRefusals refusals,
            Supplier<ListenersCustomizer> servers,
            Supplier<ListenerGroup> listeners) {
        this.configuration = configuration;
        this.maker =
                () -> new ServerMetrics(names, tables, refusals, servers.get(), listeners.get(), certificates, reloads);
    }

    /** Wants to be told of reloads. */
    public ReloadCount reloads() {
        return reloads;
    }

    /** Who counts the answers at the moment; null while nobody does. */
    public @Nullable AnswerObserver observer() {
        ServerMetrics current = current();
        return current == null ? null : current.requests();
    }

    private @Nullable ServerMetrics current() {
        if (!configuration.properties().management().metrics()) {
            return null;
        }
        ServerMetrics current = made;
        return current == null ? make() : current;
    }

    private synchronized ServerMetrics make() {
        ServerMetrics current = made;
        if (current == null) {
            current = maker.get();
            made = current;
        }
        return current;
    }

    /** Its place in the actuator; loads what it takes now rather than at the first request, if it is on. */
    public Actuator at(ActuatorPath path) {
        String own = path.base() + "/prometheus";
        current();
        return new Actuator(asked -> asked.equals(own) && current() != null, this::handle);
    }

    private Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        ServerMetrics current = current();
        boolean reads = request.getMethod().equals(HttpMethod.GET)
                || request.getMethod().equals(HttpMethod.HEAD);
        if (!reads || current == null) {
            response.setStatusCode(reads ? HttpStatus.NOT_FOUND : HttpStatus.METHOD_NOT_ALLOWED);
            response.getHeaders().set(HttpHeaders.ALLOW, "GET, HEAD");
            return response.setComplete();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream(16 << 10);
        String accept = request.getHeaders().getFirst(HttpHeaders.ACCEPT);
        return Mono.fromCallable(() -> current.write(accept, body))
                .subscribeOn(Schedulers.boundedElastic()) // it asks /proc and the JVM
                .flatMap(type -> write(response, type, body.toByteArray()));
    }

    private static Mono<Void> write(ServerHttpResponse response, String type, byte[] body) {
        HttpHeaders headers = response.getHeaders();
        headers.setCacheControl("no-store");
        headers.set(HttpHeaders.CONTENT_TYPE, type);
        headers.setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }
}
