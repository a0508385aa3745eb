package org.jminihttpd.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jminihttpd.RunningServer;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.route.CurrentRouteTable;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast lane answers exactly what the handler answers, only sooner. */
@Tag("heavy")
class FastLaneWireTests {

    /** A body, of which only the long way can take care. */
    private static final String BY_SPRING = "Content-Length: 1\r\n";

    private static final int PLAIN = 0;
    private static final int TLS = 1;

    private final Path directory;
    private final Path site;

    FastLaneWireTests(@TempDir Path directory) throws IOException {
        this.directory = directory;
        site = Files.createDirectory(directory.resolve("site"));
    }

    private RunningServer start(boolean lane) throws IOException {
        CertificateProperties pair = TestCertificates.make(directory, "a", TestCertificates.EC);
        return RunningServer.start(
                directory, """
                [server]
                listen = 127.0.0.1:0
                listen_ssl = 127.0.0.1:0
                ssl_cert = %s
                ssl_key = %s
                hsts = yes
                fast_lane = %s
                access_log = common %s
                [routes]
                / = static:%s
                """.formatted(pair.certificate(), pair.key(), lane ? "yes" : "no", log(), site));
    }

    private Path log() {
        return directory.resolve("access.log");
    }

    private Path file(String name, String content) throws IOException {
        Path file = Files.writeString(site.resolve(name), content);
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1_700_000_000_000L));
        return file;
    }

    /** Asks until the answer is in the table: a file that was just written is not trusted at once. */
    private static void warm(RunningServer server, String target) throws IOException {
        HotAnswers answers = server.bean(CurrentRouteTable.class).table().hotAnswers();
        for (int i = 0; i < 500 && !answers.has(target); i++) {
            get(server, PLAIN, target, "");
        }
        assertThat(answers.has(target)).isTrue();
    }

    private static String get(RunningServer server, int listener, String target, String fields) throws IOException {
        return request(server, listener, "GET", target, fields);
    }

    private static String request(RunningServer server, int listener, String method, String target, String fields)
            throws IOException {
        try (RunningServer.Client client = server.connect(listener)) {
            client.send(method + " " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body(fields));
            return Reply.read(client, method.equals("HEAD")).text();
        }
    }

    private static String undated(String answer) {
        return answer.replaceAll("(?i)date: [^\r]*\r\n", "");
    }

    @ParameterizedTest
    @ValueSource(ints = {PLAIN, TLS})
    void replayedAnswerIsTheHandlersAnswer(int listener) throws IOException {
        try (RunningServer server = start(true)) {
            file("a.txt", "hello");
            warm(server, "/a.txt");
            String handler = get(server, listener, "/a.txt", BY_SPRING);
            String lane = get(server, listener, "/a.txt", "");
            assertThat(undated(lane)).isEqualTo(undated(handler)).endsWith("\r\n\r\nhello");
            assertThat(lane).containsPattern("(?i)\r\ndate: ");
            String etag = lane.replaceAll("(?s).*\r\netag: ([^\r]*)\r\n.*", "$1");
            String date = lane.replaceAll("(?s).*\r\nlast-modified: ([^\r]*)\r\n.*", "$1");
            for (String fields : List.of(
                    "If-None-Match: " + etag + "\r\n",
                    "If-None-Match: W/" + etag + "\r\n",
                    "If-None-Match: \"x\", " + etag + "\r\n",
                    "If-None-Match: \"x\"\r\n",
                    "If-None-Match: *\r\n",
                    "If-None-Match: \"x\"\r\nIf-Modified-Since: " + date + "\r\n",
                    "If-Modified-Since: " + date + "\r\n",
                    "If-Modified-Since: Sun, 06 Nov 2044 08:49:37 GMT\r\n",
                    "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
                    "If-Modified-Since: garbage\r\n",
                    "If-Match: \"x\"\r\n",
                    "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
                    "Range: bytes=1-2\r\n",
                    "Range: bytes=9-\r\n",
                    "If-Range: " + etag + "\r\nRange: bytes=1-2\r\n")) {
                for (String method : List.of("GET", "HEAD")) {
                    assertThat(undated(request(server, listener, method, "/a.txt", fields)))
                            .as(method + " " + fields)
                            .isEqualTo(undated(request(server, listener, method, "/a.txt", BY_SPRING + fields)));
                }
            }
        }
    }

    /** What is not replayed takes the short way past Spring, where every byte is the same. */
    @ParameterizedTest
    @ValueSource(ints = {PLAIN, TLS})
    void shortWayAnswersAsTheLongOne(int listener) throws IOException {
        try (RunningServer server = start(true)) {
            file("large.bin", "0123456789".repeat(14_000)); // above what is kept in memory
            file("small.bin", "0123456789");
            Files.createDirectory(site.resolve("d"));
            for (int i = 0; i < 2001; i++) { // above what is listed at once
                Files.createDirectories(site.resolve("many/" + i));
            }
            for (String target : List.of("/large.bin", "/small.bin", "/small.bin?a=%41&b", "/small.bin?%zz")) {
                assertBothWays(server, listener, target, "Range: bytes=1-2\r\n");
                assertBothWays(server, listener, target, "Range: bytes=-7\r\n");
                assertBothWays(server, listener, target, "Range: bytes=5-\r\n");
                assertBothWays(server, listener, target, "Range: bytes=2-3,5-6\r\n");
                assertBothWays(server, listener, target, "Range: bytes=140000-\r\n");
                assertBothWays(server, listener, target, "Range: bytes=1-2\r\nIf-Range: \"x\"\r\n");
                assertBothWays(server, listener, target, "If-Match: \"x\"\r\n");
            }
            for (String target : List.of("/large.bin", "/small.bin", "/d/", "/d?a", "/many/", "/none")) {
                assertBothWays(server, listener, target, "");
                assertBothWays(server, listener, target, "If-None-Match: *\r\n");
            }
        }
    }

    private static void assertBothWays(RunningServer server, int listener, String target, String fields)
            throws IOException {
        for (String method : List.of("GET", "HEAD")) {
            for (int version = 0; version <= 1; version++) {
                for (String connection : fields.isEmpty() ? List.of("keep-alive", "close") : List.of("keep-alive")) {
                    String all = fields + "Connection: " + connection + "\r\n";
                    assertThat(comparable(ask(server, listener, method, target, version, all)))
                            .as("%s %s HTTP/1.%d %s", method, target, version, all)
                            .isEqualTo(comparable(ask(server, listener, method, target, version, BY_SPRING + all)));
                }
            }
        }
    }

    private static String body(String fields) {
        return fields.startsWith(BY_SPRING) ? "x" : "";
    }

    /** Without what differs from one answer to the next. */
    private static String comparable(String answer) {
        int boundary = answer.indexOf("; boundary=");
        if (boundary < 0) {
            return undated(answer);
        }
        String chosen = answer.substring(boundary + 11, answer.indexOf("\r\n", boundary));
        return undated(answer.replace(chosen, "").replaceFirst("content-length: [0-9]+", ""));
    }

    private static String ask(
            RunningServer server, int listener, String method, String target, int version, String fields)
            throws IOException {
        try (RunningServer.Client client = server.connect(listener)) {
            client.send(
                    "%s %s HTTP/1.%d\r\nHost: a\r\n%s\r\n%s".formatted(method, target, version, fields, body(fields)));
            String answer = Reply.read(client, method.equals("HEAD")).text();
            assertThat(fields.contains("close") ? client.rest() : "").isEmpty();
            return answer;
        }
    }

    /** Whatever is sent behind it: the client must not lose the answer to a reset. */
    @ParameterizedTest
    @ValueSource(strings = {"1.1\r\nConnection: close", "1.0\r\nConnection: close", "1.0"})
    void replayedAnswerCanBeTheLast(String versionAndFields) throws IOException {
        try (RunningServer server = start(true)) {
            file("a.txt", "hello");
            warm(server, "/a.txt");
            String request = "GET /a.txt HTTP/" + versionAndFields + "\r\nHost: a\r\nContent-Type: a/b\r\n\r\n";
            for (int i = 0; i < 40; i++) {
                try (RunningServer.Client client = server.connect(i % 2)) {
                    client.send(request + request.repeat(i * 300)); // up to 700 KB: the end must be read, too
                    assertThat(client.rest())
                            .startsWith("HTTP/1.1 200 OK\r\n")
                            .containsOnlyOnce("\r\nconnection: close\r\n")
                            .endsWith("\r\n\r\nhello");
                }
            }
        }
    }

    @Test
    void changedAndDeletedFilesAreSeenAtOnce() throws IOException {
        try (RunningServer server = start(true);
                RunningServer.Client client = server.connect(PLAIN)) {
            file("a.txt", "0");
            warm(server, "/a.txt");
            for (int i = 1; i <= 500; i++) {
                Files.writeString(site.resolve("a.txt"), Integer.toString(i));
                client.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(Reply.read(client, false).body()).isEqualTo(Integer.toString(i));
            }
            Files.delete(site.resolve("a.txt"));
            assertThat(get(server, PLAIN, "/a.txt", "")).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void secondIndexFileIsNotReplayedWhenTheFirstAppears() throws IOException {
        try (RunningServer server = start(true)) {
            file("index.html", "first");
            warm(server, "/");
            Files.delete(site.resolve("index.html"));
            assertThat(get(server, PLAIN, "/", "")).contains("Index of /");
            file("index.html", "again");
            assertThat(get(server, PLAIN, "/", "")).endsWith("again");
        }
    }

    @Test
    void everyReplayIsInTheAccessLog() throws Exception {
        try (RunningServer server = start(true)) {
            file("a.txt", "hello");
            warm(server, "/a.txt");
            for (int i = 0; i < 50; i++) {
                get(server, i % 2, "/a.txt", i % 3 == 0 ? "Connection: close\r\n" : "Referer: " + i + "\r\n");
            }
            request(server, PLAIN, "HEAD", "/a.txt", "");
            HttpClient http2 = HttpClient.newBuilder()
                    .sslContext(RunningServer.trustingAll())
                    .build();
            URI uri = URI.create(server.listeners().get(TLS).url() + "/a.txt");
            for (int i = 0; i < 20; i++) {
                assertThat(http2.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                                .body())
                        .isEqualTo("hello");
            }
        }
        List<String> lines = Files.readAllLines(log());
        int end = lines.size();
        assertThat(lines.subList(end - 71, end - 21))
                .allSatisfy(line -> assertThat(line).endsWith("\"GET /a.txt HTTP/1.1\" 200 5"));
        assertThat(lines.get(end - 21)).endsWith("\"HEAD /a.txt HTTP/1.1\" 200 0");
        assertThat(lines.subList(end - 20, end))
                .allSatisfy(line -> assertThat(line).endsWith("\"GET /a.txt HTTP/2.0\" 200 5"));
    }

    /** As long as it is asked, however long that is. */
    @Test
    void connectionThatIsIdleIsClosedLikeEveryOther() throws IOException {
        Path file = file("a.txt", "hello");
        try (RunningServer server = RunningServer.start(directory, """
                        [server]
                        listen = 127.0.0.1:0
                        timeout = 2
                        access_log = off
                        [routes]
                        /a.txt = static:%s
                        """.formatted(file));
                RunningServer.Client client = server.connect(PLAIN)) {
            warm(server, "/a.txt");
            for (long end = System.nanoTime() + 4_500_000_000L; System.nanoTime() < end; ) {
                client.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(Reply.read(client, false).body()).isEqualTo("hello");
            }
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void managementListenerReplaysNothing() throws IOException {
        Path file = file("a.txt", "hello");
        try (RunningServer server = RunningServer.start(directory, """
                [server]
                listen = 127.0.0.1:0
                access_log = off
                [management]
                listen = 127.0.0.1:0
                [routes]
                /a.txt = static:%s
                """.formatted(file))) {
            warm(server, "/a.txt");
            assertThat(get(server, 1, "/a.txt", "")).startsWith("HTTP/1.1 404 ");
        }
    }

    @ParameterizedTest
    @CsvSource({"true,1", "true,2", "true,3", "false,1"})
    void http2MixesAreAnsweredWhateverTheWindow(boolean lane, int seed) throws Exception {
        try (RunningServer server = start(lane)) {
            StringBuilder wanted = new StringBuilder("/missing 404 \n");
            for (int i = 0; i < 4; i++) {
                String body = ("<" + i + ">").repeat(1 + i * 2000);
                file(i + ".txt", body);
                wanted.append("/" + i + ".txt 200 " + body + "\n");
                if (lane) {
                    warm(server, "/" + i + ".txt");
                }
            }
            String large = "0123456789".repeat(14_000); // above what is kept in memory
            file("large.txt", large);
            wanted.append("/large.txt 200 " + large + "\n");
            int port = server.listeners().get(TLS).port();
            Process client = new ProcessBuilder("/usr/bin/python3", script().toString(), "" + port, "" + seed)
                    .redirectErrorStream(true)
                    .start();
            try (OutputStream in = client.getOutputStream()) {
                in.write(wanted.toString().getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(output).matches("\\d+ \\d+\n");
            String[] counts = output.trim().split(" ", 2);
            assertThat(Integer.parseInt(counts[0]) + Integer.parseInt(counts[1]))
                    .isEqualTo(200);
        }
    }

    private Path script() throws IOException {
        try (InputStream script = FastLaneWireTests.class.getResourceAsStream("h2mix.py")) {
            return Files.write(
                    directory.resolve("h2mix.py"),
                    Objects.requireNonNull(script).readAllBytes());
        }
    }

    /** One answer, read to its end and no further. */
    private record Reply(String head, String body) {

        String text() {
            return head + body;
        }

        static Reply read(RunningServer.Client client, boolean toHead) throws IOException {
            String head = until(client, "\r\n\r\n");
            String lower = head.toLowerCase(java.util.Locale.ROOT);
            if (toHead || lower.startsWith("http/1.1 304")) {
                return new Reply(head, "");
            }
            if (lower.contains("transfer-encoding: chunked")) {
                StringBuilder body = new StringBuilder();
                while (true) {
                    int size = Integer.parseInt(until(client, "\r\n").trim(), 16);
                    body.append(new String(client.read(size), StandardCharsets.ISO_8859_1));
                    client.read(2);
                    if (size == 0) {
                        return new Reply(head, body.toString());
                    }
                }
            }
            if (!lower.contains("content-length: ")) {
                return new Reply(head, client.rest()); // HTTP/1.0: to the end
            }
            int length = Integer.parseInt(lower.replaceAll("(?s).*\r\ncontent-length: (\\d+)\r\n.*", "$1"));
            return new Reply(head, new String(client.read(length), StandardCharsets.ISO_8859_1));
        }

        private static String until(RunningServer.Client client, String end) throws IOException {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            while (!text.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
                byte[] next = client.read(1);
                if (next.length == 0) {
                    throw new IOException("closed after \"" + text + "\"");
                }
                text.write(next);
            }
            return text.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
