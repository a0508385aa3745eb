package org.jminihttpd.destination.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jminihttpd.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * Requests without a body on a connection that stays open take the short way to an application, all others the long one: a
 * client must not see which.
 */
@ExtendWith(OutputCaptureExtension.class)
class DirectWireTests {

    private static final Pattern OF_THE_CONNECTION = Pattern.compile("(?i)(date|connection): .*");

    private static final String LAST = "/plain/hello";

    static RunningServer server;
    static Path file;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        byte[] content = new byte[300_000];
        new Random(8).nextBytes(content);
        file = Files.write(directory.resolve("download.bin"), content);
        Path plain = ShopSources.plain(directory.resolve("plain.jar"));
        Path hostile = new TestJar()
                .source(HostileAppWireTests.HOSTILE)
                .manifest("Jminihttpd-Configuration", "hostile.Hostile")
                .write(directory.resolve("hostile.jar"));
        Path ids = new TestJar()
                .source("""
                        package ids;
                        import org.springframework.context.annotation.*;
                        import org.springframework.http.server.reactive.*;
                        import reactor.core.publisher.*;
                        @Configuration public class Ids {
                            @Bean HttpHandler handler() { return (request, response) ->
                                response.writeWith(Mono.just(response.bufferFactory().wrap((request.getId()).getBytes()))); }
                        }
                        """)
                .manifest("Jminihttpd-Configuration", "ids.Ids")
                .write(directory.resolve("ids.jar"));
        server = Shop.serve(directory, """
                [routes]
                /plain/ = app:%2$s
                /quick/ = app:%2$s
                /hostile/ = app:%3$s
                /ids/ = app:%4$s
                /file = app:%4$s
                [app /plain/]
                shop.trace = %1$s/trace
                [app /quick/]
                shop.trace = %1$s/trace2
                [route /quick/]
                blocking = no
                [route /hostile/]
                timeout = 1
                """.formatted(directory, plain, hostile, ids));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<String> requests() {
        List<String> ofTheShop = List.of(
                "GET hello",
                "HEAD hello",
                "GET ",
                "HEAD ",
                "GET greeting",
                "GET property?name=java.version",
                "GET nothing/here",
                "HEAD nothing/here",
                "GET gone",
                "GET only-post",
                "OPTIONS only-post",
                "DELETE hello",
                "GET cookie",
                "GET stream/500",
                "HEAD stream/500",
                "GET bytes?mebibytes=1",
                "GET resource",
                "GET style.css",
                "HEAD style.css",
                "GET events",
                "GET boom");
        List<String> ofTheHostile = List.of(
                "crlf",
                "name",
                "huge",
                "status-99",
                "status-999",
                "continue",
                "chunked",
                "upgrade",
                "long-single",
                "short-single",
                "no-content",
                "no-content-stream",
                "dies-at-once",
                "throws",
                "null",
                "never",
                "twice");
        return Stream.concat(
                Stream.of("/plain/", "/quick/")
                        .flatMap(at -> ofTheShop.stream().map(line -> line.replace(" ", " " + at))),
                ofTheHostile.stream().map(what -> "GET /hostile/" + what));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void shortWayAnswersAsTheLongWay(String line) throws IOException {
        assertTheSame(0, line);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void onEveryListener(int listener) throws IOException {
        for (String line : List.of("GET /plain/hello", "GET /quick/stream/500", "GET /plain/bytes?mebibytes=1")) {
            assertTheSame(listener, line);
        }
        String where = shortWay(listener, "GET /plain/where?a=%20b&a=c");
        assertThat(where)
                .contains((listener == 2 ? "https" : "http") + "://shop.example:81/plain/where?a=%20b&a=c")
                .contains("\"context\":\"/plain\"", "\"within\":\"/where\"", "\"query\":{\"a\":[\" b\",\"c\"]}")
                .doesNotContain("forwarded", "10.9.9.9")
                .contains(listener == 2 ? "\"tls\":true" : "\"remote\":\"null\"");
    }

    @Test
    void filesAreSent() throws IOException {
        for (int listener : new int[] {0, 1, 2}) {
            assertTheSame(listener, "GET /plain/file?path=" + file);
            assertTheSame(listener, "HEAD /quick/file?path=" + file);
        }
    }

    @Test
    void waysAreTwo() throws IOException {
        assertThat(body(longWay(0, "GET /ids/"))).contains("-");
        assertThat(body(shortWay(0, "GET /ids/"))).matches("d[0-9a-f]+");
        assertThat(body(shortWay(0, "GET /ids/x"))).matches("d[0-9a-f]+");
        assertThat(body(shortWay(0, "GET /file"))).matches("d[0-9a-f]+");
        assertThat(body(shortWay(0, "GET /ids/./x")))
                .as("a path to be normalised")
                .contains("-");
        assertThat(body(shortWay(0, "GET /ids/x?a%zz"))).as("no URI of Java's").doesNotMatch("d[0-9a-f]+");
    }

    @Test
    void handlersThatNeverBlockRunOnTheEventLoop(CapturedOutput output) throws IOException {
        assertThat(body(shortWay(0, "GET /plain/thread")))
                .startsWith("app /plain/ ")
                .endsWith(" true");
        assertThat(body(shortWay(0, "GET /quick/thread"))).matches("http-.* true");
        assertThat(body(longWay(0, "GET /quick/thread"))).matches("http-.* true");
        assertThat(body(shortWay(0, "GET /quick/sleep?millis=300"))).isEqualTo("slept");
        assertThat(output.getAll()).containsPattern("\\[/quick/\\] GET /quick/sleep blocked an event loop.* \\d+ ms");
    }

    @Test
    void eventsAreCancelledWhenTheClientLeaves() throws IOException {
        for (String at : List.of("/plain/", "/quick/")) {
            int before = Integer.parseInt(body(shortWay(0, "GET " + at + "endless-cancelled")));
            try (RunningServer.Client raw = server.connect(0)) {
                raw.send(request("GET " + at + "endless", ""));
                StringBuilder got = new StringBuilder();
                while (got.indexOf("data:one") < 0) {
                    got.append((char) raw.read(1)[0]);
                }
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(body(shortWay(0, "GET " + at + "endless-cancelled")))
                            .isEqualTo(Integer.toString(before + 1)));
        }
    }

    @Test
    void bodyThatBreaksOffEndsTheConnection() throws IOException {
        for (String what : List.of("dies", "long", "short")) {
            try (RunningServer.Client raw = server.connect(0)) {
                raw.send(request("GET /hostile/" + what, "") + request("GET /plain/hello", "Connection: close\r\n"));
                String all = raw.rest();
                assertThat(all).as(what).startsWith("HTTP/1.1 200 OK").doesNotContain("Hello", "\r\n0\r\n");
            }
        }
    }

    @Test
    void manyRequestsInOneGoAreAnsweredInTheirOrder() throws IOException {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            all.append(request("GET " + (i % 2 == 0 ? "/plain/" : "/quick/") + "property?name=none" + i, ""));
            all.append(request("GET /plain/where?n=" + i, ""));
        }
        String answers = server.send(0, all + request("GET /plain/hello", "Connection: close\r\n"));
        assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(602);
        int at = -1;
        for (int i = 0; i < 300; i++) {
            at = answers.indexOf("where?n=" + i + "\"", at + 1);
            assertThat(at).as("answer %d", i).isPositive();
        }
        assertThat(answers).endsWith("Hello, world!\n");
    }

    private static void assertTheSame(int listener, String line) throws IOException {
        assertThat(comparable(shortWay(listener, line))).isEqualTo(comparable(longWay(listener, line)));
    }

    /** The first of two answers on a connection, of which the other is known. */
    private static String shortWay(int listener, String line) throws IOException {
        String last = longWay(listener, "GET " + LAST);
        String both = server.send(listener, request(line, "") + request("GET " + LAST, "Connection: close\r\n"));
        assertThat(both).as("both answers").endsWith(body(last));
        return both.substring(0, both.length() - last.length());
    }

    private static String longWay(int listener, String line) throws IOException {
        return server.send(listener, request(line, "Connection: close\r\nUpgrade: another-way\r\n"));
    }

    private static String request(String line, String fields) {
        return line + " HTTP/1.1\r\nHost: shop.example:81\r\nX-Forwarded-For: 10.9.9.9\r\n" + fields + "\r\n";
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    /** Without what differs between any two answers: dates, and the order of header fields. */
    private static String comparable(String answer) {
        String head = answer.substring(0, answer.indexOf("\r\n\r\n"));
        String fields = Arrays.stream(head.split("\r\n", -1))
                .filter(line -> !OF_THE_CONNECTION.matcher(line).matches())
                .sorted()
                .collect(Collectors.joining("\n"));
        return fields + "\n\n" + body(answer);
    }
}
