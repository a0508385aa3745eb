package org.jminihttpd.destination.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.jminihttpd.RunningServer;
import org.jminihttpd.route.Route;
import org.jminihttpd.route.RouteTable;
import org.jminihttpd.route.RouteTableFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Applications that misbehave hurt nobody but their own clients, and these know that something is wrong. */
@Tag("heavy")
@ExtendWith(OutputCaptureExtension.class)
class HostileAppWireTests {

    static final String HOSTILE = """
            package hostile;
            import java.nio.charset.StandardCharsets;
            import java.time.Duration;
            import org.springframework.context.annotation.*;
            import org.springframework.core.io.buffer.*;
            import org.springframework.http.*;
            import org.springframework.http.server.reactive.*;
            import reactor.core.publisher.*;
            @Configuration public class Hostile {
                static DataBuffer bytes(String text) { return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.US_ASCII)); }
                @Bean HttpHandler handler() {
                    return (request, response) -> {
                        HttpHeaders headers = response.getHeaders();
                        Mono<DataBuffer> ok = Mono.fromSupplier(() -> bytes("ok"));
                        switch (request.getPath().pathWithinApplication().value()) {
                            case "/crlf" -> headers.set("X-A", "b\\r\\nSet-Cookie: evil=1\\r\\n\\r\\n<html>");
                            case "/name" -> headers.set("X A: b\\r\\nc", "d");
                            case "/huge" -> headers.set("X-A", "b".repeat(100 << 20));
                            case "/status-99" -> response.setRawStatusCode(199);
                            case "/status-999" -> response.setRawStatusCode(999);
                            case "/continue" -> response.setStatusCode(HttpStatus.SWITCHING_PROTOCOLS);
                            case "/chunked" -> headers.set("Transfer-Encoding", "gzip, chunked");
                            case "/upgrade" -> headers.set("Connection", "Upgrade");
                            case "/long-single" -> headers.setContentLength(1000);
                            case "/short-single" -> headers.setContentLength(1);
                            case "/no-content" -> response.setStatusCode(HttpStatus.NO_CONTENT);
                            case "/long" -> { headers.setContentLength(1000); return response.writeWith(Flux.just(bytes("abc"), bytes("def"))); }
                            case "/short" -> { headers.setContentLength(4); return response.writeWith(Flux.just(bytes("abc"), bytes("HTTP/1.1 200 OK"))); }
                            case "/no-content-stream" -> { response.setStatusCode(HttpStatus.NO_CONTENT); return response.writeWith(Flux.just(bytes("abc"), bytes("def"))); }
                            case "/dies" -> { return response.writeWith(Flux.just(bytes("abc"), bytes("def")).concatWith(Flux.error(new IllegalStateException("died")))); }
                            case "/dies-at-once" -> { return response.writeWith(Flux.error(new IllegalStateException("died at once"))); }
                            case "/throws" -> throw new StackOverflowError("thrown");
                            case "/null" -> { return null; }
                            case "/never" -> { return Mono.never(); }
                            case "/blocks" -> { try { Thread.sleep(60_000); } catch (InterruptedException end) { } }
                            case "/stops-in-body" -> { return response.writeWith(Flux.just(bytes("abc")).concatWith(Flux.never())); }
                            case "/twice" -> { return response.writeWith(ok).then(response.writeWith(ok)); }
                            default -> {}
                        }
                        return response.writeWith(ok);
                    };
                }
            }
            """;

    static RunningServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        new TestJar()
                .source(HOSTILE)
                .manifest("Jminihttpd-Configuration", "hostile.Hostile")
                .write(directory.resolve("hostile.jar"));
        new TestJar()
                .source("""
                        package exits;
                        import org.springframework.context.annotation.*;
                        import org.springframework.web.reactive.function.server.*;
                        @Configuration public class Exits {
                            @Bean RouterFunction<ServerResponse> all() {
                                return RouterFunctions.route().GET("/exit", r -> { try { System.exit(7); } catch (Exception tried) { } return ServerResponse.ok().build(); })
                                    .GET("/ok", r -> ServerResponse.ok().build()).build();
                            }
                        }
                        """)
                .manifest("Jminihttpd-Configuration", "exits.Exits")
                .write(directory.resolve("exits.jar"));
        new TestJar()
                .source("package early; public class Early { public static void main(String[] a) { System.exit(8); } }")
                .manifest("Main-Class", "early.Early")
                .write(directory.resolve("early.jar"));
        new TestJar()
                .source("""
                        package bad;
                        @org.springframework.context.annotation.Configuration public class Bad {
                            @org.springframework.context.annotation.Bean String bean() { throw new IllegalStateException("no database"); }
                        }
                        """)
                .manifest("Jminihttpd-Configuration", "bad.Bad")
                .write(directory.resolve("bad.jar"));
        new TestJar()
                .source("package none; public class None { public static void main(String[] a) {} }")
                .manifest("Main-Class", "none.None")
                .write(directory.resolve("none.jar"));
        Path site = Files.createDirectory(directory.resolve("site"));
        Files.writeString(site.resolve("index.html"), "site");
        server = RunningServer.start(directory, """
                [server]
                listen = 127.0.0.1:0
                max_threads = 3
                [routes]
                / = static:%2$s
                /hostile/ = app:%1$s/hostile.jar
                /blocking/ = app:%1$s/hostile.jar
                /exits/ = app:%1$s/exits.jar
                /early/ = app:%1$s/early.jar
                /bad/ = app:%1$s/bad.jar
                /none/ = app:%1$s/none.jar
                /missing/ = app:%1$s/missing.jar
                [route /hostile/]
                timeout = 1
                [route /blocking/]
                timeout = 8
                """.formatted(directory, site));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "crlf, control character",
        "name, whose name is none",
        "huge, longer than",
        "status-99, status 199",
        "continue, status 101"
    })
    void headThatIsNoneOfHttpIsAnErrorOfTheServers(String what, String logged, CapturedOutput output)
            throws IOException {
        String answer = get("/hostile/" + what);
        assertThat(answer)
                .startsWith("HTTP/1.1 500 Internal Server Error\r\n")
                .doesNotContain("evil", "bbb", "X-A")
                .contains("<h1>Internal Server Error</h1>");
        assertThat(output.getAll()).contains("[/hostile/] GET /hostile/" + what + " failed", logged);
        assertSiteServes();
    }

    @ParameterizedTest
    @CsvSource({"chunked", "upgrade", "long-single", "short-single", "twice"})
    void framingIsTheServersOwn(String what) throws IOException {
        assertThat(get("/hostile/" + what))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .containsIgnoringCase("content-length: 2\r\n")
                .doesNotContainIgnoringCase("transfer-encoding")
                .doesNotContainIgnoringCase("upgrade")
                .endsWith("\r\n\r\nok");
    }

    @Test
    void unknownStatusIsPassedOn() throws IOException {
        assertThat(get("/hostile/status-999")).startsWith("HTTP/1.1 999 ");
    }

    @ParameterizedTest
    @CsvSource({"no-content", "no-content-stream"})
    void statusWithoutBodyHasNone(String what) throws IOException {
        // another request behind it on the same connection would be answered wrongly if it had
        try (RunningServer.Client raw = server.connect(0)) {
            raw.send("GET /hostile/" + what + " HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "GET /hostile/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(raw.rest()).matches("(?s)HTTP/1.1 204 No Content\r\n.*?\r\n\r\nHTTP/1.1 200 OK\r\n.*\r\n\r\nok");
        }
    }

    @Test
    void bodyLongerThanAnnouncedIsCutAndTheConnectionEnds(CapturedOutput output) throws IOException {
        try (RunningServer.Client raw = server.connect(0)) {
            raw.send("GET /hostile/short HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
            String all = raw.rest();
            assertThat(all.split("HTTP/1.1 ", -1)).hasSize(2);
            assertThat(all).doesNotContain("abcH");
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(output.getAll())
                        .contains("GET /hostile/short failed", "longer than its Content-Length 4"));
    }

    @Test
    void bodyShorterThanAnnouncedEndsTheConnection(CapturedOutput output) throws IOException {
        try (RunningServer.Client raw = server.connect(0)) {
            raw.send("GET /hostile/long HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(raw.rest()).endsWith("abcdef");
        }
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(output.getAll()).contains("GET /hostile/long failed", "6 of 1000 bytes"));
    }

    @Test
    void bodyThatDiesIsNotTakenForComplete(CapturedOutput output) throws IOException {
        try (RunningServer.Client raw = server.connect(0)) {
            raw.send("GET /hostile/dies HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(raw.rest()).contains("abc").doesNotContain("\r\n0\r\n");
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(output.getAll()).contains("GET /hostile/dies failed", "died"));
    }

    @ParameterizedTest
    @CsvSource({"dies-at-once", "throws", "null"})
    void failureBeforeTheHeadIsAnAnswer(String what, CapturedOutput output) throws IOException {
        assertThat(get("/hostile/" + what)).startsWith("HTTP/1.1 500 Internal Server Error\r\n");
        assertThat(output.getAll()).contains("GET /hostile/" + what + " failed");
    }

    @Test
    void neverAnsweringIsGivenUp(CapturedOutput output) throws IOException {
        assertThat(get("/hostile/never")).startsWith("HTTP/1.1 504 Gateway Timeout\r\n");
        assertThat(output.getAll()).contains("GET /hostile/never failed: no answer within 1 s");
    }

    @Test
    void streamMayStayOpenWithoutEnd() throws IOException {
        try (RunningServer.Client raw = server.connect(0)) {
            raw.send("GET /hostile/stops-in-body HTTP/1.1\r\nHost: a\r\n\r\n");
            StringBuilder got = new StringBuilder();
            while (got.indexOf("abc") < 0) {
                got.append((char) raw.read(1)[0]);
            }
        }
        assertSiteServes();
    }

    @Test
    void blockedWorkersTurnClientsAwayAndOthersServe() throws IOException {
        List<RunningServer.Client> stuck = new java.util.ArrayList<>();
        try {
            for (int i = 0; i < 3 + 150 + 20; i++) { // max_threads, those that may wait for one, and some more
                stuck.add(server.connect(0).send("GET /blocking/blocks HTTP/1.1\r\nHost: a\r\n\r\n"));
            }
            assertSiteServes();
            List<String> ofTheLast = new java.util.ArrayList<>();
            for (RunningServer.Client client : stuck.subList(3 + 150, stuck.size())) {
                ofTheLast.add(new String(client.read(12), java.nio.charset.StandardCharsets.US_ASCII));
            }
            assertThat(ofTheLast).contains("HTTP/1.1 503");
            assertThat(server.bean(RouteTableFactory.class).refusals().counts().get("application_busy"))
                    .isPositive();
            assertSiteServes();
            assertThat(new String(stuck.get(0).read(12), java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 504");
        } finally {
            stuck.forEach(RunningServer.Client::close);
        }
    }

    @Test
    void exitEndsTheApplicationAndNothingElse(CapturedOutput output) throws IOException {
        assertThat(get("/exits/ok")).startsWith("HTTP/1.1 200");
        assertThat(get("/exits/exit"))
                .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                .contains("Retry-After: 60\r\n");
        Awaitility.await().untilAsserted(() -> assertThat(get("/exits/ok")).startsWith("HTTP/1.1 503"));
        assertThat(problem("/exits/")).isEqualTo("The application called System.exit(7)");
        assertThat(output.getAll()).contains("[/exits/] The application called System.exit(7)");
        assertSiteServes();
    }

    @ParameterizedTest
    @CsvSource({
        "/early/, The application called System.exit(8)",
        "/bad/, The application failed to start: IllegalStateException: no database",
        "/none/, 'The application cannot run: its main method ended, and there was no Spring application'",
        "/missing/, The application cannot run: there is no file"
    })
    void applicationThatCannotStartFailsItsRouteOnly(String route, String problem) throws IOException {
        Awaitility.await().untilAsserted(() -> assertThat(problem(route)).startsWith(problem));
        assertThat(get(route))
                .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                .contains("Retry-After: 60\r\n");
        assertSiteServes();
    }

    private static String problem(String route) {
        Route found = server.bean(RouteTable.class).routes().stream()
                .filter(each -> each.path().equals(route))
                .findFirst()
                .orElseThrow();
        return found.handler().problem().orElse("");
    }

    private static void assertSiteServes() throws IOException {
        assertThat(get("/")).startsWith("HTTP/1.1 200 OK\r\n").endsWith("site");
    }

    private static String get(String path) throws IOException {
        return server.send(0, "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    }
}
