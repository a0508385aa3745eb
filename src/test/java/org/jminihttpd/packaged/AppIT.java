package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.packaged.Tool.curl;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jminihttpd.destination.app.TestJar;
import org.jminihttpd.packaged.RunningJar.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications in the packaged jar, within 64 MiB of heap: the example of {@code examples/app}, rivals, broken ones. */
class AppIT {

    private static final int GIBIBYTE = 1 << 30;

    private static Path directory;
    private static RunningJar jar;

    @BeforeAll
    static void start(@TempDir Path shared) throws IOException {
        directory = shared;
        ExampleApp.executable(directory.resolve("shop.jar"));
        ExampleApp.small(directory.resolve("shop.jar.original"));
        rival("one");
        rival("two");
        Files.writeString(directory.resolve("broken.jar"), "no jar");
        exiting().write(directory.resolve("exiting.jar"));
        jar = launch().serve();
    }

    @AfterAll
    static void stop() throws IOException {
        jar.close();
    }

    private static Launch launch() throws IOException {
        Files.createDirectories(directory.resolve("site"));
        Files.writeString(directory.resolve("site/index.html"), "site");
        return Launch.configured(directory, """
                [server]
                listen = 127.0.0.1:0
                max_body = 2g
                access_log = off
                [routes]
                / = static:%1$s/site
                /shop/ = app:%1$s/shop.jar
                /mini/ = app:%1$s/shop.jar.original
                /one/ = app:%1$s/one/app.jar
                /two/ = app:%1$s/two/app.jar
                /broken/ = app:%1$s/broken.jar
                /missing/ = app:%1$s/missing.jar
                /exiting/ = app:%1$s/exiting.jar
                [app /shop/]
                shop.greeting = from the section
                [environ]
                SHOP_GREETING = from the environment
                """.formatted(directory));
    }

    /** A jar with a class of the same name and a library of the same name in {@code lib/}, both of them different. */
    private static void rival(String name) throws IOException {
        Path home = Files.createDirectories(directory.resolve(name));
        Path library = Files.createDirectories(home.resolve("lib")).resolve("version.jar");
        new TestJar()
                .source("package lib; public class Version { public static final Object OF = \"%s\"; }".formatted(name))
                .write(library);
        new TestJar()
                .source(17, List.of(library), """
                        package rival;
                        import org.springframework.context.annotation.*;
                        import org.springframework.web.reactive.function.server.*;
                        @Configuration
                        public class Rival {
                            @Bean HandlerFunction<ServerResponse> all() {
                                return request -> ServerResponse.ok().bodyValue("rival with library " + lib.Version.OF);
                            }
                        }
                        """)
                .manifest("Jminihttpd-Configuration", "rival.Rival")
                .write(home.resolve("app.jar"));
    }

    private static TestJar exiting() {
        return new TestJar()
                .source("package early; public class Early { public static void main(String[] a) { System.exit(8); } }")
                .manifest("Main-Class", "early.Early");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop", "mini"})
    void exampleAnswersInEveryWayItKnows(String app, @TempDir Path uploads) throws Exception {
        assertThat(get(app + "/hello"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith(app.equals("shop") ? "\r\n\r\nfrom the section\n" : "\r\n\r\nfrom the environment\n");
        assertThat(get(app + "/start")).startsWith("HTTP/1.1 303 ").containsIgnoringCase("/" + app + "/hello\r\n");
        assertThat(get(app + "/")).contains("text/html").endsWith("A static file of the shop\n");
        assertThat(get(app + "/items/tea", "-X", "PUT", "--json", "{\"name\":\"tea\",\"price\":3}"))
                .endsWith("\r\n\r\n{\"name\":\"tea\",\"price\":3}");
        assertThat(get(app + "/items")).endsWith("[{\"name\":\"tea\",\"price\":3}]");
        assertThat(get(app + "/items/none")).startsWith("HTTP/1.1 404 ").contains("<h1>Not Found</h1>");
        assertThat(get(app + "/stock", "--max-time", "3"))
                .contains("text/event-stream")
                .containsPattern("data:\\d+\n");
        Path file = Files.write(uploads.resolve("picture.png"), new byte[300_000]);
        assertThat(get(app + "/upload", "-F", "file=@" + file)).endsWith("\r\n\r\npicture.png has 300000 bytes\n");
        assertThat(echo("ws://127.0.0.1:" + jar.port(0) + "/" + app + "/echo", "hello"))
                .isEqualTo("you said: hello");
    }

    @Test
    void sameNamesAndOtherLibrariesLiveSideBySide() throws IOException {
        assertThat(get("one/")).endsWith("rival with library one");
        assertThat(get("two/")).endsWith("rival with library two");
    }

    @Test
    void gibibyteGoesBothWaysInLittleMemory() throws IOException {
        Path large = directory.resolve("large");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(GIBIBYTE);
        }
        String up =
                get("mini/count", "-X", "POST", "-T", large.toString(), "-H", "Content-Type: application/octet-stream");
        assertThat(up).endsWith(GIBIBYTE + " bytes\n");
        String down = get("mini/zeros/1024", "-o", "/dev/null", "-w", "%{http_code} %{size_download}", "--no-include");
        assertThat(down).isEqualTo("200 " + GIBIBYTE);
    }

    @Test
    void applicationThatCannotRunFailsItsRouteOnly() throws IOException {
        for (String route : new String[] {"broken/", "missing/", "exiting/"}) {
            jar.await(() -> get(route).matches("(?s)HTTP/1.1 503 .*\r\nRetry-After: 60\r\n.*"));
        }
        assertThat(get("")).endsWith("site");
        assertThat(jar.out() + jar.err())
                .contains("[/broken/] The application cannot run: " + directory + "/broken.jar is not a jar")
                .contains("[/missing/] The application cannot run: there is no file " + directory + "/missing.jar")
                .contains("[/exiting/] The application called System.exit(8)");
        assertThat(get("actuator/health")).contains("503", "DOWN");
    }

    @Test
    void checkSaysWhatCanBeSeenWithoutRunningIt() throws IOException {
        Outcome check = launch().and("--check").run();
        assertThat(check.code()).isEqualTo(78);
        assertThat(check.err())
                .contains("/broken/ = app:", "is not a jar", "/missing/ = app:", "there is no file")
                .doesNotContain("/shop/", "/one/");
    }

    @Test
    void applicationsEndWithTheServer() throws IOException {
        Path small = ExampleApp.small(directory.resolve("alone.jar"));
        Launch alone =
                Launch.configured(directory, "[server]\nlisten = 127.0.0.1:0\n[routes]\n/ = app:%s\n".formatted(small));
        try (RunningJar running = alone.serve()) {
            assertThat(curl("http://127.0.0.1:" + running.port(0) + "/hello")).startsWith("HTTP/1.1 200 ");
            Outcome end = running.stop();
            assertThat(end.code()).isEqualTo(143);
            assertThat(end.out())
                    .containsSubsequence(
                            "INFO  [/] shop.Stock : The shop opens\n", "INFO  [/] shop.Stock : The shop closes\n");
        }
    }

    private static String get(String target, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add("http://127.0.0.1:" + jar.port(0) + "/" + target);
        return curl(arguments.toArray(String[]::new));
    }

    private static String echo(String uri, String text) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(uri), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        answer.complete(data.toString());
                        return CompletableFuture.completedStage(null);
                    }
                })
                .get(60, TimeUnit.SECONDS);
        socket.sendText(text, true).get(60, TimeUnit.SECONDS);
        String got = answer.get(60, TimeUnit.SECONDS);
        socket.abort();
        return got;
    }
}
