package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jminihttpd.packaged.RunningJar.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --health} of the packaged jar, asking servers on every kind of listener, and what is none. */
@Tag("heavy")
class HealthIT {

    private Site site;
    private Path directory;

    @BeforeEach
    void makeSite(@TempDir Path directory) throws IOException {
        this.directory = directory;
        site = Site.in(directory);
    }

    /** Asks the server of a configuration, while that server runs. */
    private Outcome asked(int listeners, String server, String more) throws IOException {
        Launch launch = Launch.configured(
                directory, "[server]\n%s\n[routes]\n/ = static:%s/\n%s".formatted(server, site.root(), more));
        try (RunningJar jar = launch.serve(listeners)) {
            assertThat(jar.isAlive()).isTrue();
            return launch.and("--health").run();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PORT, http://127.0.0.1:PORT",
        "0.0.0.0:PORT, http://127.0.0.1:PORT",
        ":::PORT, http://[::1]:PORT",
        "127.0.0.7:PORT, http://127.0.0.7:PORT",
        "unix:DIR/web.sock, unix:DIR/web.sock",
        "0 PORT, http://127.0.0.1:PORT"
    })
    void listenersOfTheConfigurationAreAsked(String listen, String shown) throws IOException {
        UnaryOperator<String> filled = filled();
        Outcome outcome = asked(listen.split(" ").length, "listen = " + filled.apply(listen), "");
        String path = shown.startsWith("unix") ? "" : "/actuator/health";
        assertThat(outcome).isEqualTo(new Outcome(0, filled.apply(shown) + path + ": UP (HTTP 200)\n", ""));
    }

    @Test
    void tlsListenerIsAskedWhateverItsCertificateSays() throws IOException {
        int port = Launch.freePort();
        Outcome outcome = asked(
                1,
                "listen_ssl = 127.0.0.3:%d\nssl_cert = %s\nssl_key = %s"
                        .formatted(
                                port,
                                site.certificate().certificate(),
                                site.certificate().key()),
                "");
        assertThat(outcome)
                .isEqualTo(new Outcome(0, "https://127.0.0.3:%d/actuator/health: UP (HTTP 200)\n".formatted(port), ""));
    }

    @Test
    void managementListenerIsAskedWhereThereIsOne() throws IOException {
        int port = Launch.freePort();
        Outcome outcome = asked(
                2,
                "listen = 127.0.0.1:" + Launch.freePort(),
                "[management]\nlisten = 127.0.0.1:%d\nendpoints.web.base-path = /manage\n".formatted(port));
        assertThat(outcome)
                .isEqualTo(new Outcome(0, "http://127.0.0.1:%d/manage/health: UP (HTTP 200)\n".formatted(port), ""));
    }

    @Test
    void serverWithABrokenRouteIsNotUp() throws IOException {
        Files.writeString(directory.resolve("broken.jar"), "no jar");
        int port = Launch.freePort();
        Outcome outcome = asked(1, "listen = " + port, "/app/ = app:%s/broken.jar\n".formatted(directory));
        assertThat(outcome)
                .isEqualTo(new Outcome(
                        1, "", "jminihttpd: http://127.0.0.1:%d/actuator/health: DOWN (HTTP 503)\n".formatted(port)));
    }

    @Test
    void environmentOverridesTheFileAsForTheServer() throws IOException {
        Launch launch = site.plain("1").with("JMINIHTTPD_SERVER_LISTEN", filled().apply("unix:DIR/env.sock"));
        try (RunningJar jar = launch.serve()) {
            assertThat(jar.urls()).containsExactly("unix:" + directory + "/env.sock");
            assertThat(launch.and("--health").run().out())
                    .isEqualTo("unix:" + directory + "/env.sock: UP (HTTP 200)\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"URL", "URL/actuator/health/liveness", "URL/somefile"})
    void urlOfTheCommandLineIsAsked(String form) throws IOException {
        try (RunningJar jar = site.plain("127.0.0.1:0").serve()) {
            String url = form.replace("URL", jar.urls().get(0));
            Outcome outcome = Launch.of("--health", url).run();
            assertThat(outcome.code()).as(outcome.toString()).isZero();
            assertThat(outcome.out()).startsWith(url).endsWith(": UP (HTTP 200)\n");
            assertThat(Launch.of("--health", jar.urls().get(0) + "/none", "--json")
                            .run())
                    .isEqualTo(new Outcome(
                            1,
                            "{\"status\":\"DOWN\",\"asked\":\"%s/none\",\"http\":404}\n"
                                    .formatted(jar.urls().get(0)),
                            ""));
        }
    }

    @Test
    void serverThatIsNotThereIsUnreachable() throws IOException {
        int port = Launch.freePort();
        String url = "http://127.0.0.1:%d/actuator/health".formatted(port);
        Launch health = site.plain(":" + port).and("--health");
        assertThat(health.run()).isEqualTo(new Outcome(1, "", "jminihttpd: " + url + ": Connection refused\n"));
        assertThat(health.and("--json").run())
                .isEqualTo(new Outcome(
                        1,
                        "{\"status\":\"UNREACHABLE\",\"asked\":\"%s\",\"problem\":\"Connection refused\"}\n"
                                .formatted(url),
                        ""));
    }

    @ParameterizedTest
    @CsvSource({"'', no answer within 5 seconds", "'SSH-2.0-x\r\n', no HTTP"})
    void whatAnswersOtherwiseIsNotUp(String said, String problem) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread other = new Thread(() -> {
                try (Socket client = server.accept()) {
                    client.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
                    if (!said.isEmpty()) {
                        client.shutdownOutput();
                    }
                    client.getInputStream().readAllBytes();
                } catch (IOException gone) {
                    // as it may
                }
            });
            other.start();
            String url = "http://127.0.0.1:" + server.getLocalPort();
            assertThat(Launch.of("--health", url).run())
                    .isEqualTo(new Outcome(1, "", "jminihttpd: %s/actuator/health: %s\n".formatted(url, problem)));
            other.join();
        }
    }

    @Test
    void whereNobodyCanBeAskedTheReasonIsGiven() throws IOException {
        assertThat(Launch.of("--health", "-c", directory + "/no.conf").run())
                .isEqualTo(new Outcome(
                        1,
                        "",
                        "jminihttpd: %s/no.conf:\n  There is no such file. Name the configuration with -c FILE.\n"
                                .formatted(directory)));
        assertThat(site.plain("sd:web").and("--health").run().err())
                .isEqualTo(
                        "jminihttpd: No listener of the configuration says where it is (sd:web); name one: --health http://127.0.0.1:PORT\n");
        assertThat(Launch.of("--health", "ftp://a").run())
                .isEqualTo(new Outcome(
                        1, "", "jminihttpd: ftp://a: Write http://HOST:PORT, https://HOST:PORT or unix:/path.sock.\n"));
    }

    /** It runs every few seconds beside the server: what costs its time are classes. */
    @Test
    void itLoadsFewClasses() throws IOException {
        try (RunningJar jar = site.plain("127.0.0.1:0").serve()) {
            String loaded = Tool.run(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xlog:class+load:stdout",
                    "-jar",
                    Launch.JAR.toString(),
                    "--health",
                    jar.urls().get(0));
            assertThat(loaded).contains(": UP (HTTP 200)");
            assertThat(loaded.lines()
                            .filter(line -> line.contains("source: file:") || line.contains("source: jar:"))
                            .toList())
                    .hasSizeBetween(1, 150)
                    .noneMatch(line -> line.contains("org.springframework.context") || line.contains("io.netty"));
        }
    }

    private UnaryOperator<String> filled() throws IOException {
        String port = Integer.toString(Launch.freePort());
        return text -> text.replace("PORT", port).replace("DIR", directory.toString());
    }
}
