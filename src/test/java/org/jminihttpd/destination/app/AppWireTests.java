package org.jminihttpd.destination.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
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

    static Shop shop;

    static Stream<String> kinds() {
        return Stream.of("/plain/", "/boot/");
    }

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
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
        shop = Shop.start(directory, """
                /lone/ = app:%1$s
                /lone-file = app:%1$s
                /web/ = app:%2$s
                /http/ = app:%3$s
                """.formatted(lone, web, http));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void routerFunctionsAndControllersAnswer(String at) throws Exception {
        assertThat(shop.get(at + "hello").body()).isEqualTo("Hello, world!\n");
        assertThat(shop.get(at).body()).isEqualTo("root");
        assertThat(shop.get(at + "resource").body()).isEqualTo("words from the jar");
        assertThat(shop.get(at + "style.css").body()).isEqualTo("body{}");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void jsonIsReadAndWritten(String at) throws Exception {
        HttpResponse<String> answer = shop.client()
                .send(
                        HttpRequest.newBuilder(shop.uri(at + "items"))
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
        String answer = shop.server().send(0, "HEAD " + at + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .containsIgnoringCase("content-length: 4\r\n")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void propertiesComeFromTheSectionThenEnvironThenTheJar(String at) throws Exception {
        assertThat(shop.get(at + "greeting").body())
                .isEqualTo("{\"greeting\":\"hello from the section\",\"maxItems\":12,\"fromFile\":\"yes\"}");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nothingOfTheServersOwnPropertiesIsSeen(String at) throws Exception {
        for (String name :
                List.of("jminihttpd.config", "PATH", "HOME", "surefire.test.class.path", "logging.level.root")) {
            assertThat(shop.get(at + "property?name=" + name).body()).as(name).isEqualTo("null");
        }
        assertThat(shop.get(at + "property?name=java.version").body()).isEqualTo(System.getProperty("java.version"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void callbacksAndScheduledTasksRun(String at) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(shop.get(at + "ticks").body()).matches("true [1-9][0-9]*"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void prefixIsTheContextPathAndTheClientIsTheClient(String at) throws Exception {
        String where = shop.server()
                .send(
                        0,
                        "GET /" + at
                                + "/./where?a=%20b&a=c HTTP/1.1\r\nHost: shop.example:8080\r\nCookie: x=1; y=\"2\"\r\n"
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
        String secure = shop.server()
                .send(2, "GET " + at + "where HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n");
        assertThat(secure).contains("\"uri\":\"https://shop.example" + at + "where\"");
        String unix = shop.server()
                .send(1, "GET " + at + "where HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n");
        assertThat(unix).contains("\"uri\":\"http://shop.example" + at + "where\"", "\"remote\":\"null\"");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void unknownPathsGetTheServersPage(String at) throws Exception {
        HttpResponse<String> answer = shop.get(at + "nothing/here");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo(shop.get("/nothing/here").body());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void statusesThatAreThrownGetTheServersPageToo(String at) throws Exception {
        HttpResponse<String> gone = shop.get(at + "gone");
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(gone.body()).contains("<h1>Gone</h1>").doesNotContain("secret");
        HttpResponse<String> method = shop.get(at + "only-post");
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("allow")).hasValue("POST");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void exceptionsLeakNothingAndAreLoggedOnceWithTheRoute(String at, CapturedOutput output) throws Exception {
        HttpResponse<String> answer = shop.get(at + "boom");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body() + answer.headers().map()).doesNotContain("secret", "Exception", "shop.");
        assertThat(output.getAll().split("secret of the database", -1)).hasSize(2);
        assertThat(output.getAll()).contains("[" + at + "] GET " + at + "boom failed");
        assertThat(shop.get(at + "missing-class").statusCode()).isEqualTo(500);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void answersMayHaveNoBodyButCookiesAndFields(String at) throws Exception {
        HttpResponse<String> answer = shop.get(at + "cookie");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("set-cookie")).hasValue("basket=7; Path=/; HttpOnly");
        assertThat(answer.headers().firstValue("x-shop")).hasValue("yes");
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void applicationCodeNeverRunsOnAnEventLoop(String at) throws Exception {
        assertThat(shop.get(at + "thread").body()).matches("app " + at + " [0-9]+ true");
        HttpResponse<String> body = shop.client()
                .send(
                        HttpRequest.newBuilder(shop.uri(at + "body-thread"))
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString("x".repeat(100_000)))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(body.body()).matches("100000 app " + at + " io [0-9]+");
        assertThat(shop.get(at + "stream-thread").body().lines())
                .hasSize(200)
                .allMatch(line -> line.startsWith("app " + at));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void blockedHandlersHoldUpNobodyElse(String at) throws Exception {
        List<CompletableFuture<HttpResponse<String>>> blocked = Stream.generate(() -> shop.client()
                        .sendAsync(
                                HttpRequest.newBuilder(shop.uri(at + "sleep?millis=800"))
                                        .build(),
                                BodyHandlers.ofString()))
                .limit(8) // more than max_threads
                .toList();
        String other = at.equals("/boot/") ? "/plain/" : "/boot/";
        for (int i = 0; i < 20; i++) {
            assertThat(shop.get(other + "hello").statusCode()).isEqualTo(200);
        }
        assertThat(blocked.stream().filter(CompletableFuture::isDone)).isEmpty();
        for (CompletableFuture<HttpResponse<String>> each : blocked) {
            assertThat(each.get().body()).isEqualTo("slept");
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsGivenUp() throws Exception {
        HttpResponse<String> answer = shop.get("/plain/late");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(shop.get("/plain/hello").statusCode()).isEqualTo(200);
    }

    @Test
    void oneHandlerBeanMayAnswerAll() throws Exception {
        assertThat(shop.get("/lone/x/y").body()).isEqualTo("all /x/y");
        assertThat(shop.get("/web/x/y").body()).isEqualTo("web /x/y");
        assertThat(shop.get("/http/x/y").body()).isEqualTo("http /http/x/y");
    }

    @Test
    void applicationOfAFileRouteSeesItsRoot() throws Exception {
        assertThat(shop.get("/lone-file").body()).isEqualTo("all /");
        assertThat(shop.get("/lone-file/x").statusCode()).isEqualTo(404);
    }
}
