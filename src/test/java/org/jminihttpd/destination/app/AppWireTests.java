package org.jminihttpd.destination.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jminihttpd.RunningServer;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What applications get and give, on the server's Spring (/plain/) and on their own (/boot/). */
@ExtendWith(OutputCaptureExtension.class)
class AppWireTests {

    static Path directory;

    static RunningServer server;
    static HttpClient client = HttpClient.newHttpClient();

    static Stream<String> kinds() {
        return Stream.of("/plain/", "/boot/");
    }

    @BeforeAll
    static void start(@TempDir Path shared) throws IOException {
        directory = shared;
        Path plain = ShopSources.plain(directory.resolve("plain.jar"));
        Path boot = ShopSources.executable(directory.resolve("boot.jar"));
        Path lone = new TestJar()
                .source("""
                        package lone;
                        import org.springframework.context.annotation.*;
                        import org.springframework.web.reactive.function.server.*;
                        @Configuration public class Lone {
                            @Bean HandlerFunction<ServerResponse> all() { return request -> ServerResponse.ok().bodyValue("all " + request.path()); }
                        }
                        """)
                .manifest("Jminihttpd-Configuration", "lone.Lone")
                .write(directory.resolve("lone.jar"));
        Path web = new TestJar()
                .source("""
                        package web;
                        import org.springframework.context.annotation.*;
                        import org.springframework.web.server.*;
                        @Configuration public class Web {
                            @Bean WebHandler webHandler() { return exchange -> {
                                var buffer = exchange.getResponse().bufferFactory().wrap(("web " + exchange.getRequest().getPath().pathWithinApplication()).getBytes());
                                return exchange.getResponse().writeWith(reactor.core.publisher.Mono.just(buffer));
                            }; }
                        }
                        """)
                .manifest("Jminihttpd-Configuration", "web.Web")
                .write(directory.resolve("web.jar"));
        Path http = new TestJar()
                .source("""
                        package http;
                        import org.springframework.context.annotation.*;
                        import org.springframework.http.server.reactive.*;
                        import reactor.core.publisher.*;
                        @Configuration public class Http {
                            @Bean HttpHandler handler() { return (request, response) ->
                                response.writeWith(Mono.just(response.bufferFactory().wrap(("http " + request.getURI().getPath()).getBytes()))); }
                        }
                        """)
                .resource(
                        "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports",
                        "# ours\nhttp.Http\n")
                .write(directory.resolve("http.jar"));
        TestCertificates.make(directory, "a", TestCertificates.EC);
        server = RunningServer.start(directory, """
                [server]
                listen = 127.0.0.1:0, unix:%1$s/socket
                listen_ssl = 127.0.0.1:0
                ssl_cert = %1$s/a.crt
                ssl_key = %1$s/a.key
                max_threads = 5
                [routes]
                /plain/ = app:%2$s
                /boot/ = app:%3$s
                /lone/ = app:%4$s
                /lone-file = app:%4$s
                /web/ = app:%5$s
                /http/ = app:%6$s
                [environ]
                SHOP_MAX_ITEMS = 12
                [app /plain/]
                shop.greeting = hello from the section
                shop.trace = %1$s/trace
                [app /boot/]
                shop.greeting = hello from the section
                shop.trace = %1$s/trace
                [route /plain/]
                timeout = 2
                """.formatted(directory, plain, boot, lone, web, http));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void routerFunctionsAndControllersAnswer(String at) throws Exception {
        assertThat(get(at + "hello").body()).isEqualTo("Hello, world!\n");
        assertThat(get(at).body()).isEqualTo("root");
        assertThat(get(at + "resource").body()).isEqualTo("words from the jar");
        assertThat(get(at + "style.css").body()).isEqualTo("body{}");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void jsonIsReadAndWritten(String at) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(uri(at + "items"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"name\":\"tea\",\"count\":1}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("{\"name\":\"TEA\",\"count\":2}");
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void headHasTheHeadOfGet(String at) throws Exception {
        String answer = server.send(0, "HEAD " + at + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .containsIgnoringCase("content-length: 4\r\n")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void propertiesComeFromTheSectionThenEnvironThenTheJar(String at) throws Exception {
        assertThat(get(at + "greeting").body())
                .isEqualTo("{\"greeting\":\"hello from the section\",\"maxItems\":12,\"fromFile\":\"yes\"}");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nothingOfTheServersOwnPropertiesIsSeen(String at) throws Exception {
        for (String name :
                List.of("jminihttpd.config", "PATH", "HOME", "surefire.test.class.path", "logging.level.root")) {
            assertThat(get(at + "property?name=" + name).body()).as(name).isEqualTo("null");
        }
        assertThat(get(at + "property?name=java.version").body()).isEqualTo(System.getProperty("java.version"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void callbacksAndScheduledTasksRun(String at) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(get(at + "ticks").body()).matches("true [1-9][0-9]*"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void prefixIsTheContextPathAndTheClientIsTheClient(String at) throws Exception {
        String where = server.send(
                0,
                "GET /" + at + "/./where?a=%20b&a=c HTTP/1.1\r\nHost: shop.example:8080\r\nCookie: x=1; y=\"2\"\r\n"
                        + "X-Forwarded-For: 10.9.9.9\r\nX_Forwarded_Proto: https\r\nForwarded: for=10.9.9.9;proto=https\r\n"
                        + "X-Real-IP: 10.9.9.9\r\nX-Forwarded-Host: evil.example\r\nX-Other: kept\r\n"
                        + "Connection: close\r\n\r\n");
        assertThat(where)
                .contains("\"uri\":\"http://shop.example:8080" + at + "where?a=%20b&a=c\"")
                .contains("\"context\":\"" + at.substring(0, at.length() - 1) + "\"")
                .contains("\"within\":\"/where\"")
                .containsPattern("\"remote\":\"[^\"]*127\\.0\\.0\\.1:[0-9]+\"")
                .contains("\"local\":\"")
                .contains("\"tls\":false")
                .contains("\"query\":{\"a\":[\" b\",\"c\"]}")
                .contains("\"x\"", "\"y\"")
                .contains("x-other")
                .doesNotContainIgnoringCase("forwarded")
                .doesNotContain("x-real-ip", "10.9.9.9");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void schemeIsThatOfTheListener(String at) throws Exception {
        String secure =
                server.send(2, "GET " + at + "where HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n");
        assertThat(secure).contains("\"uri\":\"https://shop.example" + at + "where\"");
        String unix = server.send(1, "GET " + at + "where HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n");
        assertThat(unix).contains("\"uri\":\"http://shop.example" + at + "where\"", "\"remote\":\"null\"");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void unknownPathsGetTheServersPage(String at) throws Exception {
        HttpResponse<String> answer = get(at + "nothing/here");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo(get("/nothing/here").body());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void statusesThatAreThrownGetTheServersPageToo(String at) throws Exception {
        HttpResponse<String> gone = get(at + "gone");
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(gone.body()).contains("<h1>Gone</h1>").doesNotContain("secret");
        HttpResponse<String> method = get(at + "only-post");
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("allow")).hasValue("POST");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void exceptionsLeakNothingAndAreLoggedOnceWithTheRoute(String at, CapturedOutput output) throws Exception {
        HttpResponse<String> answer = get(at + "boom");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body() + answer.headers().map()).doesNotContain("secret", "Exception", "shop.");
        assertThat(output.getAll().split("secret of the database", -1)).hasSize(2);
        assertThat(output.getAll()).contains("[" + at + "] GET " + at + "boom failed");
        assertThat(get(at + "missing-class").statusCode()).isEqualTo(500);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void answersMayHaveNoBodyButCookiesAndFields(String at) throws Exception {
        HttpResponse<String> answer = get(at + "cookie");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("set-cookie")).hasValue("basket=7; Path=/; HttpOnly");
        assertThat(answer.headers().firstValue("x-shop")).hasValue("yes");
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eventsComeOneByOne(String at) throws Exception {
        try (RunningServer.Client raw = server.connect(0)) {
            raw.send("GET " + at + "events HTTP/1.1\r\nHost: a\r\n\r\n");
            String first = readUntil(raw, "data:tick 0");
            assertThat(first).contains("text/event-stream").doesNotContain("tick 2");
            assertThat(readUntil(raw, "0\r\n\r\n")).contains("data:tick 1", "data:tick 2");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eventsAreCancelledWhenTheClientLeaves(String at) throws Exception {
        int before = Integer.parseInt(get(at + "endless-cancelled").body());
        for (int listener : new int[] {0, 1, 2}) {
            try (RunningServer.Client raw = server.connect(listener)) {
                raw.send("GET " + at + "endless HTTP/1.1\r\nHost: a\r\n\r\n");
                readUntil(raw, "data:one");
            }
        }
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(get(at + "endless-cancelled").body()).isEqualTo("" + (before + 3)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void streamsOfSmallPiecesArriveWhole(String at) throws Exception {
        String expected =
                Stream.iterate(0, i -> i + 1).limit(5000).map(i -> i + "\n").reduce("", String::concat);
        assertThat(get(at + "stream/5000").body()).isEqualTo(expected);
        String old = server.send(0, "GET " + at + "stream/3 HTTP/1.0\r\n\r\n");
        assertThat(old).endsWith("\r\n\r\n0\n1\n2\n").doesNotContainIgnoringCase("chunked");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void bodiesOfAnySizeGoBothWaysOnEveryListener(String at) throws Exception {
        byte[] body = new byte[3_000_000];
        new Random(7).nextBytes(body);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        for (int listener : new int[] {0, 1, 2}) {
            try (RunningServer.Client raw = server.connect(listener)) {
                raw.send("POST " + at
                        + "digest HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/octet-stream\r\n"
                        + "Content-Length: " + body.length + "\r\n\r\n");
                raw.send(new String(body, StandardCharsets.ISO_8859_1));
                assertThat(raw.rest()).endsWith(digest);
            }
            String down = server.send(
                    listener, "GET " + at + "bytes?mebibytes=3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(down.length()).as("listener " + listener).isGreaterThan(3 << 20);
            assertThat(down).endsWith("\r\n0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void filesAreSentWholeOnEveryListener(String at) throws Exception {
        byte[] content = new byte[700_000];
        new Random(8).nextBytes(content);
        Path file = Files.write(directory.resolve("download.bin"), content);
        for (int listener : new int[] {0, 1, 2}) {
            String answer = server.send(
                    listener, "GET " + at + "file?path=" + file + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answer).containsIgnoringCase("content-length: 700000\r\n");
            assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4))
                    .as("listener " + listener)
                    .isEqualTo(new String(content, StandardCharsets.ISO_8859_1));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void multipartUploadsAreTakenAndLeaveNoFiles(String at) throws Exception {
        byte[] content = new byte[300_000];
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(uri(at + "upload"))
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .POST(BodyPublishers.ofByteArray(multipart(content)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("a note picture.png 300000");
        for (int i = 0; i < 30; i++) { // BAD_INPUTS row 19: uploads that break off
            try (RunningServer.Client raw = server.connect(0)) {
                raw.send(
                        "POST " + at + "upload HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                                + "Content-Length: 400000\r\n\r\n");
                raw.send(new String(multipart(content), 0, 200_000, StandardCharsets.ISO_8859_1));
            }
        }
        Awaitility.await().untilAsserted(() -> assertThat(partFiles()).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void bodyThatBreaksOffIsNeverTakenForCompleteNorForAFailureOfTheApplication(String at, CapturedOutput output)
            throws Exception {
        for (String framing :
                List.of("Content-Length: 9\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")) {
            for (int listener : new int[] {0, 1, 2}) {
                int before = bodies(at, "begun");
                try (RunningServer.Client raw = server.connect(listener)) {
                    raw.send("POST " + at + "watched HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\n"
                            + framing);
                    Awaitility.await().until(() -> bodies(at, "begun") == before + 1);
                }
            }
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(get(at + "bodies").body().split(" "))
                        .hasSize(12)
                        .containsOnly("begun", "broken"));
        assertThat(output.getAll()).doesNotContain("watched failed\n", "onErrorDropped");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void applicationCodeNeverRunsOnAnEventLoop(String at) throws Exception {
        assertThat(get(at + "thread").body()).matches("app " + at + " [0-9]+ true");
        HttpResponse<String> body = client.send(
                HttpRequest.newBuilder(uri(at + "body-thread"))
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("x".repeat(100_000)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(body.body()).matches("100000 app " + at + " io [0-9]+");
        assertThat(get(at + "stream-thread").body().lines())
                .hasSize(200)
                .allMatch(line -> line.startsWith("app " + at));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void blockedHandlersHoldUpNobodyElse(String at) throws Exception {
        List<CompletableFuture<HttpResponse<String>>> blocked = Stream.generate(() -> client.sendAsync(
                        HttpRequest.newBuilder(uri(at + "sleep?millis=800")).build(), BodyHandlers.ofString()))
                .limit(8) // more than max_threads
                .toList();
        String other = at.equals("/boot/") ? "/plain/" : "/boot/";
        for (int i = 0; i < 20; i++) {
            assertThat(get(other + "hello").statusCode()).isEqualTo(200);
        }
        assertThat(blocked.stream().filter(CompletableFuture::isDone)).isEmpty();
        for (CompletableFuture<HttpResponse<String>> each : blocked) {
            assertThat(each.get().body()).isEqualTo("slept");
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsGivenUp() throws Exception {
        HttpResponse<String> answer = get("/plain/late");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(get("/plain/hello").statusCode()).isEqualTo(200);
    }

    @Test
    void uploadMayLastLongerThanTheAnswerMayTake() throws Exception {
        try (RunningServer.Client raw = server.connect(0)) {
            raw.send("""
                    POST /plain/digest HTTP/1.1\r
                    Host: a\r
                    Connection: close\r
                    Content-Type: application/octet-stream\r
                    Content-Length: 9\r
                    \r
                    """);
            for (int i = 0; i < 9; i++) { // more than the 2 s of the route
                Thread.sleep(400);
                raw.send("x");
            }
            assertThat(raw.rest()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void oneHandlerBeanMayAnswerAll() throws Exception {
        assertThat(get("/lone/x/y").body()).isEqualTo("all /x/y");
        assertThat(get("/web/x/y").body()).isEqualTo("web /x/y");
        assertThat(get("/http/x/y").body()).isEqualTo("http /http/x/y");
    }

    @Test
    void applicationOfAFileRouteSeesItsRoot() throws Exception {
        assertThat(get("/lone-file").body()).isEqualTo("all /");
        assertThat(get("/lone-file/x").statusCode()).isEqualTo(404);
    }

    private static int bodies(String at, String what) throws Exception {
        return Collections.frequency(List.of(get(at + "bodies").body().split(" ")), what);
    }

    private static byte[] multipart(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("""
                --b\r
                Content-Disposition: form-data; name="note"\r
                \r
                a note\r
                --b\r
                Content-Disposition: form-data; name="file"; filename="picture.png"\r
                Content-Type: image/png\r
                \r
                """.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(content);
        out.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    /** What Spring's multipart reader keeps on disk. */
    private static List<Path> partFiles() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (Stream<Path> files = Files.walk(temporary, 2)) {
            return files.filter(file -> file.toString().matches(".*/spring-multipart[^/]*/.*\\.multipart"))
                    .toList();
        } catch (UncheckedIOException changing) {
            return partFiles();
        }
    }

    private static String readUntil(RunningServer.Client raw, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            text.append(new String(raw.read(1), StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    private static URI uri(String target) {
        return URI.create("http://127.0.0.1:" + server.listeners().get(0).port() + target);
    }

    private static HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri(target))
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                BodyHandlers.ofString());
    }
}
