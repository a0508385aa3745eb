package org.jminihttpd.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jminihttpd.accesslog.AnswerObserver;
import org.jminihttpd.listen.Handshakes;
import org.jminihttpd.listen.ListenerGroup;
import org.jminihttpd.listen.ListenersCustomizer;
import org.jminihttpd.route.CurrentRouteTable;
import org.jminihttpd.route.Route;
import org.jminihttpd.route.RouteNames;
import org.jminihttpd.route.RouteRefusals;
import org.jminihttpd.route.WorkerCount;
import org.jminihttpd.tls.Certificates;
import org.jminihttpd.tls.CurrentCertificates;
import org.jspecify.annotations.Nullable;

/** Everything that is counted: what answers tell, and what is looked up when somebody asks. */
final class ServerMetrics {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final RequestMetrics requests;

    ServerMetrics(
            RouteNames names,
            CurrentRouteTable tables,
            RouteRefusals routes,
            ListenersCustomizer servers,
            ListenerGroup listeners,
            CurrentCertificates certificates,
            ReloadCount reloads) {
        requests = new RequestMetrics(names, registry);
        gauge(
                "jminihttpd_connections",
                "Open connections.",
                "listener",
                point -> listeners.connections().forEach((listener, open) -> point.call(open, listener)));
        counter("jminihttpd_refusals", "What a limit or a rule refused.", "reason", point -> {
            servers.refusals().counts().forEach((reason, count) -> point.call(count, reason));
            routes.counts().forEach((reason, count) -> point.call(count, reason));
        });
        Handshakes handshakes = servers.handshakes();
        counter(
                "jminihttpd_tls_handshakes",
                "TLS handshakes that succeeded.",
                "version",
                point -> handshakes.succeeded().forEach((version, count) -> point.call(count, version)));
        counter("jminihttpd_tls_handshake_failures", "TLS handshakes that did not succeed.", "reason", point -> {
            point.call((double) handshakes.failed(), "failed");
            point.call((double) handshakes.abandoned(), "abandoned");
        });
        gauge(
                "jminihttpd_certificate_expiry_timestamp_seconds",
                "When the served certificate expires.",
                "certificate",
                point -> {
                    Certificates served = certificates.get();
                    if (served != null) {
                        point.call(
                                (double) served.state().notAfter().getEpochSecond(),
                                served.state().name());
                    }
                });
        counter("jminihttpd_reloads", "Readings of the configuration, by what came of them.", "outcome", point -> {
            point.call((double) reloads.applied(), "applied");
            point.call((double) reloads.refused(), "refused");
        });
        workers("jminihttpd_workers", "Worker processes that can answer.", tables, WorkerCount::running);
        workers("jminihttpd_worker_threads_busy", "Threads of workers that answer.", tables, WorkerCount::busy);
        workers("jminihttpd_worker_requests_waiting", "Requests that wait for one.", tables, WorkerCount::waiting);
        JvmMetrics.builder().register(registry);
    }

    AnswerObserver requests() {
        return requests;
    }

    /** Writes all of it in the format that an Accept field prefers; gives the content type. Blocks. */
    String write(@Nullable String accept, OutputStream out) throws IOException {
        ExpositionFormatWriter writer = ExpositionFormats.init().findWriter(accept);
        writer.write(out, registry.scrape());
        return writer.getContentType();
    }

    private void counter(String name, String help, String label, Consumer<CounterWithCallback.Callback> values) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .callback(values)
                .register(registry);
    }

    private void gauge(String name, String help, String label, Consumer<GaugeWithCallback.Callback> values) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .callback(values)
                .register(registry);
    }

    private void workers(String name, String help, CurrentRouteTable tables, ToIntFunction<WorkerCount> what) {
        gauge(name, help, "route", point -> {
            for (Route route : tables.table().routes()) {
                WorkerCount count = route.handler().workers();
                if (count != null) {
                    point.call(what.applyAsInt(count), route.entry().url());
                }
            }
        });
    }
}
