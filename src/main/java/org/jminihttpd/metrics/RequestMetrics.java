package org.jminihttpd.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jminihttpd.accesslog.AnswerObserver;
import org.jminihttpd.route.RouteNames;
import org.jspecify.annotations.Nullable;

/**
 * Answers by route, method and status. Whatever clients send, there are only so many series: the routes of the
 * configuration, the methods that are registered, and statuses of three digits.
 */
final class RequestMetrics implements AnswerObserver {

    private static final String OTHER = "other";

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE", OTHER);

    private static final int LOWEST_STATUS = 100;
    private static final int STATUSES = 500;

    /** From a file out of memory to an answer somebody complains about, seconds. */
    private static final double[] BOUNDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };

    private final RouteNames names;
    private final Counter requests;
    private final Counter receivedBytes;
    private final Counter sentBytes;
    private final Histogram durations;
    private final Map<String, Series> byRoute = new ConcurrentHashMap<>();

    /** What one route has, found without making a key of labels for each answer. */
    private final class Series {

        private final String route;
        private final AtomicReferenceArray<@Nullable CounterDataPoint> requestsOf =
                new AtomicReferenceArray<>(METHODS.size() * STATUSES);
        private final CounterDataPoint receivedOf;
        private final CounterDataPoint sentOf;
        private final DistributionDataPoint durationsOf;

        Series(String route) {
            this.route = route;
            this.receivedOf = receivedBytes.labelValues(route);
            this.sentOf = sentBytes.labelValues(route);
            this.durationsOf = durations.labelValues(route);
        }

        void add(int method, int status, long received, long sent, long nanos) {
            int index = method * STATUSES + status - LOWEST_STATUS;
            CounterDataPoint count = requestsOf.get(index);
            if (count == null) {
                count = requests.labelValues(route, METHODS.get(method), Integer.toString(status));
                requestsOf.set(index, count);
            }
            count.inc();
            if (received > 0) {
                receivedOf.inc(received);
            }
            sentOf.inc(sent);
            durationsOf.observe(nanos / 1e9);
        }
    }

    RequestMetrics(RouteNames names, PrometheusRegistry registry) {
        this.names = names;
        requests = Counter.builder()
                .name("jminihttpd_requests")
                .help("Answers that ended, refusals included.")
                .labelNames("route", "method", "status")
                .withoutExemplars()
                .register(registry);
        receivedBytes = Counter.builder()
                .name("jminihttpd_received_bytes")
                .help("Bytes of the bodies of requests that came in before their answers had ended.")
                .labelNames("route")
                .withoutExemplars()
                .register(registry);
        sentBytes = Counter.builder()
                .name("jminihttpd_sent_bytes")
                .help("Bytes of the bodies of answers that went out.")
                .labelNames("route")
                .withoutExemplars()
                .register(registry);
        durations = Histogram.builder()
                .name("jminihttpd_request_duration_seconds")
                .help("From the head of a request to the last byte of its answer.")
                .labelNames("route")
                .classicOnly()
                .classicUpperBounds(BOUNDS)
                .withoutExemplars()
                .register(registry);
    }

    @Override
    public void ended(
            @Nullable CharSequence method,
            @Nullable CharSequence target,
            int status,
            long received,
            long sent,
            long nanos) {
        String route = target == null ? RouteNames.NONE : names.of(target);
        int known = method == null ? -1 : METHODS.indexOf(method.toString());
        Series series = byRoute.get(route); // computeIfAbsent may take a lock
        if (series == null) {
            series = byRoute.computeIfAbsent(route, Series::new);
        }
        series.add(
                known < 0 ? METHODS.size() - 1 : known,
                Math.max(LOWEST_STATUS, Math.min(LOWEST_STATUS + STATUSES - 1, status)),
                received,
                sent,
                nanos);
    }
}
