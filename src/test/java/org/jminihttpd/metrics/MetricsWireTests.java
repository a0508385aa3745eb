package org.jminihttpd.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jminihttpd.RunningServer;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.reload.Reloader;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /actuator/prometheus} counts; each test has a route, a listener or a reason of its own. */
@Tag("lane")
@TestMethodOrder(OrderAnnotation.class)
class MetricsWireTests {

    private static final int PLAIN = 0;
    private static final int TLS = 1;
    private static final int MANAGEMENT = 2;

    private static Path directory;
    private static RunningServer server;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        Files.writeString(Files.createDirectory(directory.resolve("www")).resolve("ten"), "0123456789");
        Files.writeString(directory.resolve("pages.py"), "def get(request):\n    return 'hi'\n");
        // of a body that nobody reads, some may come when the answer has ended
        Files.writeString(directory.resolve("reads.py"), """
                def application(environ, start_response):
                    environ["wsgi.input"].read()
                    start_response("200 OK", [])
                    return []
                """);
        server = RunningServer.start(directory, ini("metrics = yes"));
    }

    private static String ini(String metrics) throws IOException {
        CertificateProperties pair = TestCertificates.make(directory, "a", TestCertificates.EC);
        return """
                [server]
                listen = 127.0.0.1:0
                listen_ssl = 127.0.0.1:0
                ssl_cert = %2$s
                ssl_key = %3$s
                access_log = off
                max_body = 1k
                max_header = 1k
                [management]
                listen = 127.0.0.1:0
                %4$s
                [routes]
                / = static:%1$s/www
                /lane/ = static:%1$s/www
                /received/ = wsgi:%1$s/reads.py
                /refused/ = static:%1$s/www
                /python/ = python:%1$s/pages.py
                """.formatted(directory, pair.certificate(), pair.key(), metrics);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @Order(1)
    void answersAreCountedByRouteMethodAndStatus() throws IOException {
        get(PLAIN, "GET", "/ten");
        get(PLAIN, "HEAD", "/ten?x");
        get(PLAIN, "GET", "/nothing");
        get(PLAIN, "BREW", "/ten");
        get(PLAIN, "GET", "http://example.com/ten");
        get(PLAIN, "GET", "/lane");
        assertCounted("jminihttpd_requests_total{method=\"GET\",route=\"/\",status=\"200\"} 2.0");
        assertCounted("jminihttpd_requests_total{method=\"HEAD\",route=\"/\",status=\"200\"} 1.0");
        assertCounted("jminihttpd_requests_total{method=\"GET\",route=\"/\",status=\"404\"} 1.0");
        assertCounted("jminihttpd_requests_total{method=\"other\",route=\"/\",status=\"405\"} 1.0");
        assertCounted("jminihttpd_requests_total{method=\"GET\",route=\"/lane/\",status=\"301\"} 1.0");
        assertCounted("jminihttpd_request_duration_seconds_bucket{route=\"/\",le=\"+Inf\"} 5");
        assertCounted("jminihttpd_request_duration_seconds_count{route=\"/\"} 5");
        assertThat(scraped())
                .containsPattern("jminihttpd_sent_bytes_total\\{route=\"/\"} [1-9]")
                .contains("jminihttpd_received_bytes_total{route=\"/\"} 0.0\n");
    }

    @Test
    @Order(9)
    void bodiesOfRequestsAreCountedWithoutTheirFrames() throws IOException {
        server.send(
                PLAIN,
                "POST /received/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345"
                        + "POST /received/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        + "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: t\r\n\r\n");
        assertThat(curl("--http2", "--data", "1234567", "/received/")).isEqualTo("200");
        assertCounted("jminihttpd_received_bytes_total{route=\"/received/\"} 17.0");
    }

    /** Asks the TLS listener; gives the status. */
    private static String curl(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "-sk", "-o", "/dev/null", "-w", "%{http_code}"));
        command.addAll(List.of(arguments).subList(0, arguments.length - 1));
        command.add(server.listeners().get(TLS).url() + arguments[arguments.length - 1]);
        try (InputStream out = new ProcessBuilder(command).start().getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** The second answer on is the lane's. */
    @Test
    @Order(2)
    void eachAnswerOfTheFastLaneIsCountedOnce() throws IOException {
        try (RunningServer.Client client = server.connect(PLAIN)) {
            for (int i = 0; i < 20; i++) {
                client.send("GET /lane/ten HTTP/1.1\r\nHost: x\r\n\r\n").head();
                assertThat(client.read(10)).hasSize(10);
            }
        }
        assertCounted("jminihttpd_requests_total{method=\"GET\",route=\"/lane/\",status=\"200\"} 20.0");
        assertCounted("jminihttpd_sent_bytes_total{route=\"/lane/\"} 200.0");
    }

    @Test
    @Order(3)
    void refusalsAreCountedByReason() throws IOException {
        get(PLAIN, "GET", "/refused/" + "x".repeat(1500));
        server.send(PLAIN, "POST /refused/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n");
        server.send(PLAIN, "GET /refused/ HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(1500) + "\r\n\r\n");
        server.send(PLAIN, "GET /refused/ HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n");
        assertCounted("jminihttpd_refusals_total{reason=\"target_too_long\"} 1.0");
        assertCounted("jminihttpd_refusals_total{reason=\"body_too_large\"} 1.0");
        assertCounted("jminihttpd_refusals_total{reason=\"header_too_large\"} 1.0");
        assertCounted("jminihttpd_refusals_total{reason=\"bad_request\"} 1.0");
        assertCounted("jminihttpd_refusals_total{reason=\"connections\"} 0.0");
        assertCounted("jminihttpd_refusals_total{reason=\"timeout\"} 0.0");
    }

    @Test
    @Order(4)
    void connectionsHandshakesAndTheCertificateAreThere() throws IOException {
        try (RunningServer.Client open = server.connect(TLS)) {
            open.send("GET /ten HTTP/1.1\r\nHost: x\r\n\r\n").head();
            assertCounted("jminihttpd_tls_handshakes_total{version=\"TLSv1.3\"} 1.0");
            assertThat(scraped())
                    .containsPattern(
                            "jminihttpd_connections\\{listener=\"127.0.0.1:0\"} [2-9]") // and that of the scrape
                    .containsPattern(
                            "jminihttpd_certificate_expiry_timestamp_seconds\\{certificate=\"server\"} 1\\.\\d+E9");
        }
        InetSocketAddress tls = (InetSocketAddress) server.listeners().get(TLS).address();
        try (Socket socket = new Socket(tls.getAddress(), tls.getPort())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        }
        assertCounted("jminihttpd_tls_handshake_failures_total{reason=\"failed\"} 1.0");
    }

    @Test
    @Order(5)
    void workersOfPythonAreThere() throws IOException {
        assertThat(get(PLAIN, "GET", "/python/")).contains("hi");
        assertCounted("jminihttpd_workers{route=\"/python/\"} 1.0");
        assertCounted("jminihttpd_worker_threads_busy{route=\"/python/\"} 0.0");
        assertCounted("jminihttpd_worker_requests_waiting{route=\"/python/\"} 0.0");
    }

    @Test
    @Order(6)
    void formatIsThatOfPrometheusOrOpenMetrics() throws IOException {
        String answer =
                server.send(MANAGEMENT, "GET /actuator/prometheus HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .containsIgnoringCase("\r\ncontent-type: text/plain; version=0.0.4; charset=utf-8\r\n")
                .contains(
                        "\n# TYPE jminihttpd_requests_total counter\n",
                        "\njvm_memory_used_bytes{",
                        "\nprocess_open_fds ");
        assertThat(
                        server.send(
                                MANAGEMENT,
                                "GET /actuator/prometheus HTTP/1.1\r\nHost: x\r\nAccept: application/openmetrics-text\r\nConnection: close\r\n\r\n"))
                .containsIgnoringCase(
                        "\r\ncontent-type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n")
                .endsWith("# EOF\n");
        assertThat(get(MANAGEMENT, "POST", "/actuator/prometheus")).startsWith("HTTP/1.1 405 ");
        assertThat(get(MANAGEMENT, "HEAD", "/actuator/prometheus")).startsWith("HTTP/1.1 200 ");
        assertThat(get(PLAIN, "GET", "/actuator/prometheus")).startsWith("HTTP/1.1 404 ");
        assertThat(scraped()).doesNotContain("route=\"actuator\"").doesNotContain("/actuator/prometheus");
    }

    /** Series are so many as there are routes, known methods and statuses, whatever clients send. */
    @Test
    @Order(7)
    void clientsCannotMakeSeries() throws IOException {
        get(PLAIN, "GET", "/none-of-these");
        get(PLAIN, "BREW", "/none-of-these");
        long before = series();
        for (int i = 0; i < 50; i++) {
            get(PLAIN, "GET", "/none-of-these-" + i + "/x");
            get(PLAIN, "BREW" + i, "/none-of-these-" + i);
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(scraped()).containsPattern("method=\"other\",route=\"/\",status=\"405\"} 5\\d"));
        assertThat(series()).isEqualTo(before);
    }

    @Test
    @Order(8)
    void reloadsAreCountedAndSwitchTheMetrics() throws Exception {
        Path file = directory.resolve("server.conf");
        Files.writeString(file, "[server]\nlisten = x\n");
        assertThat(server.bean(Reloader.class).request().get().applied()).isFalse();
        Files.writeString(file, ini("reload = no"));
        assertThat(server.bean(Reloader.class).request().get().applied()).isTrue();
        assertThat(get(MANAGEMENT, "GET", "/actuator/prometheus")).startsWith("HTTP/1.1 404 ");
        Files.writeString(file, ini("metrics = yes"));
        assertThat(server.bean(Reloader.class).request().get().applied()).isTrue();
        assertCounted("jminihttpd_reloads_total{outcome=\"refused\"} 1.0");
        assertCounted("jminihttpd_reloads_total{outcome=\"applied\"} 2.0");
    }

    private static long series() throws IOException {
        return scraped()
                .lines()
                .filter(line -> line.startsWith("jminihttpd_requests_total{"))
                .count();
    }

    /** An answer is counted when it went out, which its client may see before. */
    private static void assertCounted(String line) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(scraped().lines()).contains(line));
    }

    private static String scraped() throws IOException {
        return get(MANAGEMENT, "GET", "/actuator/prometheus");
    }

    private static String get(int listener, String method, String target) throws IOException {
        return server.send(listener, method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }
}
