package org.jminihttpd.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.jminihttpd.guard.Http2Wire.END_HEADERS;
import static org.jminihttpd.guard.Http2Wire.END_STREAM;
import static org.jminihttpd.guard.Http2Wire.HEADERS;
import static org.jminihttpd.guard.Http2Wire.PING;
import static org.jminihttpd.guard.Http2Wire.SETTINGS;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jminihttpd.RunningServer;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is refused, {@code /actuator/prometheus} says why, once. */
class RefusalCountWireTests {

    private static final int PLAIN = 0;
    private static final int TLS = 1;
    private static final int MANAGEMENT = 2;

    private static final int CONNECTIONS = 20;
    private static final int REQUEST = END_STREAM | END_HEADERS;

    /** What takes more than a client, and has tests in {@code destination.files} and {@code destination.app}. */
    private static final Set<String> ELSEWHERE =
            Set.of("application_busy", "disk_busy", "listings", "memory", "open_files");

    private static RunningServer server;

    /** Does what is refused. */
    private interface Provocation {
        void run() throws Exception;
    }

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        Path site = Files.createDirectory(directory.resolve("www"));
        Files.writeString(site.resolve("index.html"), "hi");
        try (RandomAccessFile large = new RandomAccessFile(site.resolve("large").toFile(), "rw")) {
            large.setLength(100 << 20);
        }
        Files.writeString(directory.resolve("endless.py"), """
                import time
                def application(environ, start_response):
                    start_response('200 OK', [('Content-Type', 'text/plain')])
                    while True:
                        yield b'.'
                        time.sleep(0.05)
                """);
        Files.writeString(directory.resolve("broken.py"), "raise RuntimeError('no')\n");
        CertificateProperties pair = TestCertificates.make(directory, "a", TestCertificates.EC);
        server = RunningServer.start(directory, """
                [server]
                listen = 127.0.0.1:0
                listen_ssl = 127.0.0.1:0
                ssl_cert = %2$s
                ssl_key = %3$s
                access_log = off
                max_body = 1k
                max_header = 1k
                max_connections = %4$d
                timeout = 2
                [management]
                listen = 127.0.0.1:0
                metrics = yes
                [routes]
                / = static:%1$s/www
                /endless/ = wsgi:%1$s/endless.py
                /broken/ = wsgi:%1$s/broken.py
                /missing/ = app:%1$s/missing.jar
                [route /endless/]
                threads = 1
                timeout = 1
                """.formatted(directory, pair.certificate(), pair.key(), CONNECTIONS));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ask("GET", "/broken/", "").startsWith("HTTP/1.1 503 "));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("bad_request", () -> ask("GET", "/", "Host: y\r\n")),
                refusal("timeout", () -> server.send(PLAIN, "GET / HTTP/1.1\r\n")),
                refusal("body_too_large", () -> ask("POST", "/", "Content-Length: 2000\r\n")),
                refusal("target_too_long", () -> ask("GET", "/" + "x".repeat(1500), "")),
                refusal("expectation_failed", () -> ask("GET", "/", "Expect: wonders\r\n")),
                refusal("header_too_large", () -> ask("GET", "/", "A: " + "x".repeat(1500) + "\r\n")),
                refusal("header_too_large", () -> http2(wire -> head(wire, "x", "y".repeat(1500)))),
                refusal(
                        "header_too_large",
                        () -> http2(wire -> head(wire, "x", "y".repeat(2100)))), // the codec's own 431
                refusal("not_implemented", () -> ask("TRACE", "/", "")),
                refusal("version_not_supported", () -> server.send(PLAIN, "GET / HTTP/2.5\r\nHost: x\r\n\r\n")),
                refusal("connections", RefusalCountWireTests::connectOnceTooOften),
                refusal("stalled_client", RefusalCountWireTests::takeNothing),
                refusal(
                        "http2_flood",
                        () -> http2(wire -> wire.bytes(repeat(2000, Http2Wire.encoded(PING, 0, 0, new byte[8]))))),
                refusal(
                        "http2_streams",
                        () -> http2(wire -> {
                            for (int i = 0; i < 101; i++) {
                                wire.frame(HEADERS, END_HEADERS, 2 * i + 1, Http2Wire.request("POST"));
                            }
                        })),
                refusal("http2_protocol", () -> http2(wire -> head(wire, "Upper", "case"))),
                refusal("http2_protocol", () -> http2(wire -> wire.frame(SETTINGS, 0, 0, new byte[5]))),
                refusal("workers_busy", () -> {
                    try (RunningServer.Client busy = server.connect(PLAIN)) {
                        busy.send("GET /endless/ HTTP/1.1\r\nHost: x\r\n\r\n").head();
                        assertThat(ask("GET", "/endless/", "")).startsWith("HTTP/1.1 503 ");
                    }
                }),
                refusal("workers_down", () -> ask("GET", "/broken/", "")),
                refusal("application_down", () -> ask("GET", "/missing/", "")));
    }

    private static Arguments refusal(String reason, Provocation provocation) {
        return arguments(reason, provocation);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refusals(String reason, Provocation provocation) throws Exception {
        Map<String, Long> before = counts();
        provocation.run();
        Map<String, Long> expected = new TreeMap<>(before);
        expected.merge(reason, 1L, Long::sum);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(counts()).isEqualTo(expected));
    }

    /** A new limit is to be added above. */
    @Test
    void eachReasonIsProvoked() throws IOException {
        Set<String> provoked =
                refusals().map(each -> (String) each.get()[0]).collect(Collectors.toCollection(TreeSet::new));
        provoked.addAll(ELSEWHERE);
        assertThat(provoked).isEqualTo(counts().keySet());
    }

    private static void connectOnceTooOften() throws IOException {
        List<RunningServer.Client> open = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                open.add(server.connect(PLAIN));
                open.get(i).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").head();
            }
            try (RunningServer.Client refused = server.connect(PLAIN)) {
                assertThat(refused.rest()).isEmpty();
            }
        } finally {
            open.forEach(RunningServer.Client::close);
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> canConnect());
    }

    private static boolean canConnect() {
        return server.listeners().get(PLAIN).connections() == 0;
    }

    private static void takeNothing() throws IOException {
        InetSocketAddress address =
                (InetSocketAddress) server.listeners().get(PLAIN).address();
        try (Socket client = new Socket()) {
            client.setReceiveBufferSize(4096);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
            client.getOutputStream().write("GET /large HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
            await().atMost(Duration.ofSeconds(60)).until(() -> counts().getOrDefault("stalled_client", 0L) > 0);
        }
    }

    /** One connection, until the server has seen what was sent. */
    private static void http2(Http2Provocation frames) throws Exception {
        InetSocketAddress address =
                (InetSocketAddress) server.listeners().get(TLS).address();
        try (Http2Wire wire = Http2Wire.open(Wire.tls(address.getPort(), "h2"))) {
            frames.send(wire);
            wire.outcome();
        }
    }

    private interface Http2Provocation {
        void send(Http2Wire wire);
    }

    /** At once: what is sent over more than one look of the watch is no flood. */
    private static byte[] repeat(int times, byte[] frame) {
        ByteBuffer all = ByteBuffer.allocate(times * frame.length);
        while (all.hasRemaining()) {
            all.put(frame);
        }
        return all.array();
    }

    private static void head(Http2Wire wire, String name, String value) {
        wire.frame(HEADERS, REQUEST, 1, Http2Wire.get(name, value));
    }

    private static String ask(String method, String target, String fields) throws IOException {
        return server.send(
                PLAIN, method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + fields + "\r\n");
    }

    private static Map<String, Long> counts() throws IOException {
        String all =
                server.send(MANAGEMENT, "GET /actuator/prometheus HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Map<String, Long> counts = new TreeMap<>();
        all.lines()
                .filter(line -> line.startsWith("jminihttpd_refusals_total{"))
                .forEach(line -> {
                    String[] parts = line.split("\"", -1);
                    counts.put(parts[1], (long) Double.parseDouble(parts[2].substring(1)));
                });
        return counts;
    }
}
