package org.jminihttpd.actuate;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jminihttpd.accesslog.AnswerObserver;
import org.jminihttpd.listen.Listener;
import org.jminihttpd.listen.Listeners;
import org.jminihttpd.reload.CurrentConfiguration;
import org.jminihttpd.route.CurrentRouteTable;
import org.jminihttpd.tls.Certificates;
import org.jminihttpd.tls.CurrentCertificates;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The switch of {@code /actuator/status}, a page for people, and {@code /actuator/routes}, the table for programs. */
public final class Status implements AutoCloseable {

    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final CurrentConfiguration configuration;
    private final CurrentRouteTable tables;
    private final CurrentCertificates certificates;
    private final Supplier<Listeners> listeners;
    private volatile @Nullable Watch watch;

    /** What is seen only by who looks all the time. */
    private record Watch(RequestRate rate, RecentErrors errors) {}

    /**
     * Watches nothing until the configuration says so.
     *
     * @param listeners asked for at the first page
     */
    public Status(
            CurrentConfiguration configuration,
            CurrentRouteTable tables,
            CurrentCertificates certificates,
            Supplier<Listeners> listeners) {
        this.configuration = configuration;
        this.tables = tables;
        this.certificates = certificates;
        this.listeners = listeners;
    }

    /** Who counts the answers at the moment; null while nobody does. */
    public @Nullable AnswerObserver observer() {
        Watch current = watch();
        return current == null ? null : current.rate();
    }

    private @Nullable Watch watch() {
        if (!configuration.properties().management().status()) {
            return null;
        }
        Watch current = watch;
        return current == null ? begin() : current;
    }

    private synchronized Watch begin() {
        Watch current = watch;
        if (current == null) {
            current = new Watch(new RequestRate(System::nanoTime), RecentErrors.listening());
            watch = current;
        }
        return current;
    }

    /** Their place in the actuator; watches from now on, if they are on. */
    public Actuator at(ActuatorPath path) {
        String page = path.base() + "/status";
        String table = path.base() + "/routes";
        watch();
        return new Actuator(
                asked -> (asked.equals(page) || asked.equals(table)) && watch() != null,
                (request, response) ->
                        handle(request, response, request.getURI().getRawPath().equals(page)));
    }

    private Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response, boolean page) {
        HttpMethod method = request.getMethod();
        Watch current = watch();
        if (current == null || !(method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))) {
            response.setStatusCode(current == null ? HttpStatus.NOT_FOUND : HttpStatus.METHOD_NOT_ALLOWED);
            response.getHeaders().set(HttpHeaders.ALLOW, "GET, HEAD");
            return response.setComplete();
        }
        return Mono.fromSupplier(() -> page ? page(current) : RoutesJson.write(tables))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(body -> write(response, page ? "text/html; charset=utf-8" : "application/json", body));
    }

    private byte[] page(Watch current) {
        Certificates served = certificates.get();
        Instant started =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        List<Listener> all = listeners.get().all();
        return new StatusPage(Clock.systemUTC(), started)
                .rate(
                        current.rate(),
                        all.stream().mapToInt(Listener::connections).sum())
                .listeners(all)
                .routes(tables.table().routes())
                .certificate(served == null ? null : served.state())
                .errors(current.errors().list())
                .bytes();
    }

    private static Mono<Void> write(ServerHttpResponse response, String type, byte[] body) {
        HttpHeaders headers = response.getHeaders();
        headers.setCacheControl("no-store");
        headers.set(HttpHeaders.CONTENT_TYPE, type);
        headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    @Override
    public void close() {
        Watch current = watch;
        if (current != null) {
            current.errors().end();
        }
    }
}
