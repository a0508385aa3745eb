package org.jminihttpd.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jminihttpd.RunningServer;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One line for each answer of HTTP/1, on plain, TLS and Unix-domain listeners of the whole product. */
@Tag("heavy")
@TestInstance(Lifecycle.PER_CLASS)
class AccessLogWireTests {

    private static final int PLAIN = 0;
    private static final int UNIX = 1;
    private static final int TLS = 2;
    private static final int BIG = 64 << 20;

    private static final String END = " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";

    /** Bytes that are sent, and what the line says of them. */
    private static final String[][] REQUESTS = {
        {"GET /hello.txt" + END + "\r\n", "\"GET /hello.txt HTTP/1.1\" 200 5 \"-\" \"-\""},
        {"HEAD /hello.txt" + END + "\r\n", "\"HEAD /hello.txt HTTP/1.1\" 200 0 \"-\" \"-\""},
        {"GET /hello.txt HTTP/1.0\r\n\r\n", "\"GET /hello.txt HTTP/1.0\" 200 5 \"-\" \"-\""},
        {"GET /hello.txt" + END + "Range: bytes=1-2\r\n\r\n", "\"GET /hello.txt HTTP/1.1\" 206 2 \"-\" \"-\""},
        {"GET /hello.txt" + END + "If-None-Match: *\r\n\r\n", "\"GET /hello.txt HTTP/1.1\" 304 0 \"-\" \"-\""},
        {"GET /go?q=1" + END + "\r\n", "\"GET /go?q=1 HTTP/1.1\" 308 "},
        {"GET /a/..//hello.txt?x=%22" + END + "\r\n", "\"GET /a/..//hello.txt?x=%22 HTTP/1.1\" 200 5 "},
        {"GET http://other/hello.txt" + END + "\r\n", "\"GET http://other/hello.txt HTTP/1.1\" 200 5 "},
        {"OPTIONS *" + END + "\r\n", "\"OPTIONS * HTTP/1.1\" 204 0 "},
        {"PUT /hello.txt" + END + "Content-Length: 1\r\n\r\nx", "\"PUT /hello.txt HTTP/1.1\" 405 "},
        {"GET /%" + END + "\r\n", "\"GET /% HTTP/1.1\" 400 "},
        {
            "GET /" + END + "User-Agent: \u00e2\u0080\u00ae\"\\x\r\nReferer: http://a/?b\r\n\r\n",
            " \"http://a/?b\" \"\\xE2\\x80\\xAE\\x22\\x5Cx\""
        },
        {"\u0016\u0003\u0001\u0002\r\n\r\n", "\"-\" 400 "},
        {"GET /\u0001 HTTP/1.1\r\nHost: h\r\n\r\n", "\"-\" 400 "},
        {"GET / HTTP/3.0\r\nHost: h\r\n\r\n", "\"-\" 505 "},
        {"GET / HTTP/1.1\r\n\r\n", "\"GET / HTTP/1.1\" 400 "},
        {"GET /" + "x".repeat(5000) + END + "\r\n", "\"-\" 414 "},
        {"GET /long" + END + "X: " + "x".repeat(5000) + "\r\n\r\n", "\"GET /long HTTP/1.1\" 431 "},
        {"POST /" + END + "Content-Length: 5000\r\n\r\n", "\"POST / HTTP/1.1\" 413 "},
        {"TRACE /" + END + "\r\n", "\"TRACE / HTTP/1.1\" 501 "},
        {"GET /" + END + "Expect: wonders\r\n\r\n", "\"GET / HTTP/1.1\" 417 "},
        {"GET / HT", "\"-\" 408 "},
        {"POST /" + END + "Content-Length: 9\r\n\r\nslow", "\"POST / HTTP/1.1\" 4"},
    };

    private final LogFileLines lines;
    private final RunningServer server;

    AccessLogWireTests(@TempDir Path directory) throws IOException {

        lines = new LogFileLines(directory.resolve("access.log"));
        Path www = Files.createDirectory(directory.resolve("www"));
        Files.writeString(www.resolve("hello.txt"), "hello");
        Files.write(www.resolve("big"), new byte[BIG]);
        CertificateProperties certificate = TestCertificates.make(directory, "test", TestCertificates.EC);
        server = RunningServer.start(directory, """
                [server]
                listen = 127.0.0.1:0 unix:%1$s/s
                listen_ssl = 127.0.0.1:0
                ssl_cert = %2$s
                ssl_key = %3$s
                access_log = combined %1$s/access.log
                timeout = 2
                max_body = 1k
                max_header = 4k
                [routes]
                / = static:%1$s/www
                /go = redirect:https://example.org/
                """.formatted(directory, certificate.certificate(), certificate.key()));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    static Stream<Arguments> everyRequestOnEveryListener() {
        return IntStream.of(PLAIN, UNIX, TLS)
                .boxed()
                .flatMap(listener -> Stream.of(REQUESTS).map(row -> Arguments.of(listener, row[0], row[1])));
    }

    @ParameterizedTest
    @MethodSource("everyRequestOnEveryListener")
    void everyAnswerHasItsLine(int listener, String request, String expected) throws Exception {
        String answer = server.send(listener, request);
        String line = lines.next();
        assertThat(line)
                .matches(
                        "\\S+ - - \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}] \".*\" \\d{3} \\d+ \".*\" \".*\"")
                .startsWith(listener == UNIX ? "unix: - - [" : "127.0.0.1 - - [")
                .contains(expected)
                .contains("\" " + answer.substring(9, 12) + " ");
        Matcher length = Pattern.compile("(?i)\r\ncontent-length: (\\d+)").matcher(answer);
        if (length.find() && !request.startsWith("HEAD")) {
            assertThat(line).contains(" " + length.group(1) + " \"");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {PLAIN, UNIX, TLS})
    void transferThatIsBrokenOffHasTheBytesThatWereSent(int listener) throws Exception {
        int read = 3_000_000;
        try (RunningServer.Client client = server.connect(listener)) {
            client.send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n").read(read);
        }
        Matcher line = Pattern.compile(".*\"GET /big HTTP/1.1\" 200 (\\d+) .*").matcher(lines.next());
        assertThat(line.matches()).isTrue();
        // TLS counts whole pieces
        assertThat(Long.parseLong(line.group(1))).isBetween(read - (listener == TLS ? 512L << 10 : 1000), BIG - 1L);
    }

    @ParameterizedTest
    @ValueSource(ints = {PLAIN, UNIX, TLS})
    void wholeTransferHasAllItsBytes(int listener) throws Exception {
        assertThat(server.send(listener, "GET /big" + END + "\r\n")).hasSizeGreaterThan(BIG);
        assertThat(lines.next()).contains("\"GET /big HTTP/1.1\" 200 " + BIG + " ");
    }

    @Tag("lane")
    @ParameterizedTest
    @ValueSource(ints = {PLAIN, UNIX, TLS})
    void pipelinedRequestsHaveTheirLinesInOrder(int listener) throws Exception {
        String head = " HTTP/1.1\r\nHost: h\r\n\r\n";
        server.send(
                listener,
                ("GET /hello.txt" + head).repeat(5) + "GET /none" + head + "HEAD /hello.txt?3" + head + "GET /go" + END
                        + "\r\n");
        for (int i = 0; i < 5; i++) {
            assertThat(lines.next()).contains("\"GET /hello.txt HTTP/1.1\" 200 5");
        }
        assertThat(lines.next()).contains("\"GET /none HTTP/1.1\" 404 ");
        assertThat(lines.next()).contains("\"HEAD /hello.txt?3 HTTP/1.1\" 200 0");
        assertThat(lines.next()).contains("\"GET /go HTTP/1.1\" 308 ");
    }

    @Test
    void connectionWithoutRequestHasNoLine() throws Exception {
        server.connect(PLAIN).close();
        server.send(PLAIN, "GET /hello.txt?after" + END + "\r\n");
        assertThat(lines.next()).contains("/hello.txt?after");
    }

    @Tag("lane")
    @Test
    void answersOfHttp2HaveTheirLines() throws Exception {
        String get = ":method=GET :scheme=https :authority=h ";
        assertThat(http2(
                        get + ":path=/hello.txt user-agent=a\"b referer=r",
                        ":method=HEAD :scheme=https :authority=h :path=/hello.txt",
                        get + ":path=/a/../none?q=1",
                        get + ":path=/hello.txt if-none-match=*",
                        ":method=OPTIONS :scheme=https :authority=h :path=*",
                        ":method=POST :scheme=https :authority=h :path=/hello.txt content-length=5000 body=5000",
                        get + ":path=/x long=" + "x".repeat(5000),
                        get + ":path=/big"))
                .containsExactly("200", "200", "404", "304", "204", "413", "431", "200");
        assertThat(lines.next())
                .startsWith("127.0.0.1 - - [")
                .endsWith("\"GET /hello.txt HTTP/2.0\" 200 5 \"r\" \"a\\x22b\"");
        assertThat(lines.next()).endsWith("\"HEAD /hello.txt HTTP/2.0\" 200 0 \"-\" \"-\"");
        assertThat(lines.next()).contains("\"GET /a/../none?q=1 HTTP/2.0\" 404 ");
        assertThat(lines.next()).contains("\"GET /hello.txt HTTP/2.0\" 304 0 ");
        assertThat(lines.next()).contains("\"OPTIONS * HTTP/2.0\" 204 0 ");
        assertThat(lines.next()).contains("\"POST /hello.txt HTTP/2.0\" 413 ");
        assertThat(lines.next()).contains("\"GET /x HTTP/2.0\" 431 ");
        assertThat(lines.next()).contains("\"GET /big HTTP/2.0\" 200 " + BIG + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "close"})
    void streamThatIsBrokenOffHasTheBytesThatWereSent(String how) throws Exception {
        http2(":method=GET :scheme=https :authority=h :path=/big " + how + "=3000000");
        Matcher line = Pattern.compile(".*\"GET /big HTTP/2.0\" 200 (\\d+) .*").matcher(lines.next());
        assertThat(line.matches()).isTrue();
        assertThat(Long.parseLong(line.group(1))).isBetween(2_000_000L, BIG - 1L);
    }

    private List<String> http2(String... requests) throws Exception {
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-I"));
        command.add(
                Path.of(AccessLogWireTests.class.getResource("h2requests.py").toURI())
                        .toString());
        command.add(String.valueOf(server.listeners().get(TLS).port()));
        command.addAll(List.of(String.join(" -- ", requests).split(" ")));
        Process python = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
