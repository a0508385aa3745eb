package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.packaged.Tool.curl;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.jar.JarFile;
import org.jminihttpd.packaged.RunningJar.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What the program says and how it ends, by its arguments and signals. */
class CommandLineIT {

    private static final String ONE_LISTENER = "[server]\nlisten = 127.0.0.1:0\n[routes]\n/ = static:%s/\n";

    private Path directory;
    private Path site;

    @BeforeEach
    void makeSite(@TempDir Path directory) throws IOException {
        this.directory = directory;
        site = Files.createDirectory(directory.resolve("site"));
        Files.writeString(site.resolve("hello.txt"), "hello");
    }

    @Test
    void versionIsThatOfTheManifest() throws IOException {
        try (JarFile jar = new JarFile(Launch.JAR.toFile())) {
            String version = jar.getManifest().getMainAttributes().getValue("Implementation-Version");
            assertThat(version).isNotBlank();
            assertThat(Launch.of("--version").run()).isEqualTo(new Outcome(0, "jminihttpd " + version + "\n", ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void helpNamesEveryOption(String option) throws IOException {
        Outcome help = Launch.of(option).run();
        assertThat(help.code()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out())
                .startsWith("Usage: jminihttpd [-c FILE]")
                .contains(
                        "--config FILE",
                        "--check",
                        "--explain URL",
                        "--health",
                        "--json",
                        "--serve DIR",
                        "--listen PORT",
                        "--version",
                        "--help");
    }

    @ParameterizedTest
    @CsvSource({
        "--chekc, '\"--chekc\" is not an option. Did you mean \"--check\"?'",
        "site.conf, '\"site.conf\" is not an option. Did you mean \"-c site.conf\"?'",
        "-c, --config needs the name of a file.",
        "--config=, --config needs the name of a file.",
        "-c a -c b, --config is given twice.",
        "--check=yes, --check takes no value.",
        "--serve . -c a, --serve takes no configuration file.",
        "--json, '--json belongs to --check, --explain or --health.'",
        "--explain, --explain needs a URL.",
        "--health http://a -c a, '--health takes a URL or a configuration file, not both.'",
        "--listen 80, '--listen belongs to --serve. Did you mean \"--jminihttpd.server.listen=80\"?'"
    })
    void wrongUsageExitsWithTwoAndOneSentence(String arguments, String sentence) throws IOException {
        assertThat(Launch.of(arguments.split(" ")).run())
                .isEqualTo(new Outcome(2, "", "jminihttpd: " + sentence + "\nTry \"jminihttpd --help\".\n"));
    }

    @Test
    void checkOfAFlawlessFileExitsWithZeroAndOpensNothing() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Launch check = Launch.configured(directory, "[server]\nlisten = " + taken.getLocalPort() + "\n");
            assertThat(check.and("--check").run())
                    .isEqualTo(new Outcome(0, "The configuration has no mistakes.\n", ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--check", "--jminihttpd.server.timeout=9"})
    void everyMistakeIsReportedWithItsLineAndExitCode78(String checkOrServe) throws IOException {
        Path file = Files.writeString(directory.resolve("bad.conf"), """
                [server]
                listen = 80 http
                max_thread = 7

                [routes]
                /docs = statik:/srv/docs
                /gone/ = static:%1$s/gone/

                [rutes]
                """.formatted(directory));
        assertThat(Launch.of("--config", file.toString(), checkOrServe).run())
                .isEqualTo(new Outcome(78, "", """
                        %1$s/bad.conf:2: [server] listen = 80 http
                          "http" is not an address to listen on. Write PORT, IP:PORT, [IPv6]:PORT, sd:N, sd:NAME or unix:/path.sock.
                        %1$s/bad.conf:3: [server] max_thread = 7
                          "max_thread" is not a key of [server]. Did you mean "max_threads"?
                        %1$s/bad.conf:6: [routes] /docs = statik:/srv/docs
                          "statik" is not a destination type. Did you mean "static"?
                        %1$s/bad.conf:7: [routes] /gone/ = static:%1$s/gone/
                          %1$s/gone does not exist
                        %1$s/bad.conf:9: [rutes]
                          "rutes" is not a section. Did you mean "routes"?
                        """.formatted(directory)));
    }

    @Test
    void missingFileIsAMistakeOfTheConfiguration() throws IOException {
        Outcome missing = Launch.of("-c", directory.resolve("no.conf").toString(), "--check")
                .run();
        assertThat(missing)
                .isEqualTo(new Outcome(
                        78,
                        "",
                        directory + "/no.conf:\n  There is no such file. Name the configuration with -c FILE.\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-c %s", "-c%s", "--config %s", "--config=%s"})
    void fileOfTheCommandLineIsServed(String form) throws IOException {
        Path file = Files.writeString(directory.resolve("my.conf"), ONE_LISTENER.formatted(site));
        try (RunningJar jar = Launch.of(form.formatted(file).split(" ")).serve()) {
            assertThat(curl(jar.urls().get(0) + "/hello.txt"))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("hello");
        }
    }

    @Test
    void environmentNamesTheFileAndTheCommandLineAnother() throws IOException {
        Path file = Files.writeString(directory.resolve("my.conf"), ONE_LISTENER.formatted(site));
        try (RunningJar jar =
                Launch.of().with("JMINIHTTPD_CONFIG", file.toString()).serve()) {
            assertThat(curl(jar.urls().get(0) + "/hello.txt")).endsWith("hello");
        }
        Launch check = Launch.of("--check", "-c", file.toString()).with("JMINIHTTPD_CONFIG", "/there/is/no.conf");
        assertThat(check.run().code()).isZero();
    }

    @Test
    void commandLineGoesBeforeEnvironmentAndEnvironmentBeforeTheFile() throws IOException {
        Launch launch = Launch.configured(directory, "[server]\nlisten = 127.0.0.1:0\nlisten_ssl = 127.0.0.3:0\n")
                .with("JMINIHTTPD_SERVER_LISTEN", "127.0.0.2:0")
                .with("JMINIHTTPD_SERVER_LISTEN_SSL", "");
        try (RunningJar jar = launch.serve()) {
            assertThat(jar.urls()).singleElement().asString().startsWith("http://127.0.0.2:");
        }
        try (RunningJar jar =
                launch.and("--jminihttpd.server.listen=127.0.0.4:0").serve()) {
            assertThat(jar.urls()).singleElement().asString().startsWith("http://127.0.0.4:");
        }
    }

    @Test
    void directoryIsServedWithoutAFile() throws IOException {
        try (RunningJar jar = Launch.of("--serve", "site", "--listen", "127.0.0.1:0")
                .in(directory)
                .serve()) {
            String url = jar.urls().get(0);
            assertThat(curl(url + "/hello.txt")).startsWith("HTTP/1.1 200").endsWith("hello");
            assertThat(curl(url + "/")).contains("href=\"./hello.txt\"");
        }
    }

    @Test
    void directoryIsServedOnPort8080UnlessAnotherIsNamed() throws IOException {
        Launch ownNetwork = Launch.of("--serve", ".").in(site).behind("unshare", "--net", "--map-root-user");
        try (RunningJar jar = ownNetwork.serve()) {
            assertThat(jar.urls()).containsExactly("http://*:8080");
        }
    }

    @Test
    void takenPortExitsWithOneSentenceAndLeavesNothingOpen() throws IOException {
        int free = Launch.freePort();
        try (ServerSocket taken = new ServerSocket(0)) {
            Path socket = directory.resolve("s");
            String listen = "%d unix:%s 127.0.0.1:%d".formatted(free, socket, taken.getLocalPort());
            Path file = Files.writeString(directory.resolve("my.conf"), "[server]\nlisten = " + listen + "\n");
            assertThat(Launch.of("-c", file.toString()).run())
                    .isEqualTo(new Outcome(1, "", """
                            %s:2: [server] listen = %s
                              Cannot listen on 127.0.0.1:%d: another program already does; stop it or choose another port.
                            """.formatted(file, listen, taken.getLocalPort())));
            assertThat(socket).doesNotExist();
            new ServerSocket(free).close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1:0, Cannot listen on 203.0.113.1:0: ",
        "'0.0.0.0:PORT, :PORT', Cannot listen on ",
        "sd:1, Cannot listen on sd:1: no socket was passed to this process; start it through its systemd .socket unit.",
        "unix:/proc/none/s, Cannot listen on unix:/proc/none/s: "
    })
    void whatCannotBeBoundExitsWithOneSentence(String listen, String sentence) throws IOException {
        String value = listen.replace("PORT", Integer.toString(Launch.freePort()));
        Outcome outcome = Launch.configured(directory, "[server]\nlisten = " + value + "\n")
                .run();
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines()).hasSize(2).last().asString().startsWith("  " + sentence);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void signalFinishesARunningDownloadAndAnswersNoNewConnection(String signal, int code) throws IOException {
        int size = 60_000_000;
        try (var big = new java.io.RandomAccessFile(site.resolve("big").toFile(), "rw")) {
            big.setLength(size);
        }
        // A shell that starts jobs in the background has them ignore SIGINT, and that is inherited
        Launch launch =
                Launch.configured(directory, ONE_LISTENER.formatted(site)).behind("env", "--default-signal=INT");
        try (RunningJar jar = launch.serve();
                Socket client = new Socket(InetAddress.getLoopbackAddress(), jar.port(0))) {
            client.setSoTimeout(60_000);
            client.getOutputStream().write("GET /big HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = client.getInputStream();
            int head = head(in);
            assertThat(head).isPositive();

            jar.signal(signal);
            int port = jar.port(0);
            jar.await(() -> !answers(port));
            assertThat(in.readAllBytes()).hasSize(size);
            assertThat(jar.awaitEnd().code()).isEqualTo(code);
        }
    }

    @Test
    void idleServerEndsAtOnceWithOpenConnections() throws IOException {
        try (RunningJar jar = Launch.configured(directory, ONE_LISTENER.formatted(site))
                        .serve();
                Socket idle = new Socket(InetAddress.getLoopbackAddress(), jar.port(0))) {
            idle.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(head(idle.getInputStream())).isPositive();
            Instant begin = Instant.now();
            assertThat(jar.stop().code()).isEqualTo(143);
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(10));
            System.out.println(
                    "Idle stop: " + Duration.between(begin, Instant.now()).toMillis() + " ms");
        }
    }

    @Test
    void messagesOfTheProgramAreStructuredOnDemand() throws IOException {
        String ini = ONE_LISTENER.formatted(site) + "[logging]\nstructured.format.console = ecs\n";
        try (RunningJar jar = Launch.configured(directory, ini).serve()) {
            JsonMapper json = JsonMapper.builder().build();
            assertThat(jar.out().lines().map(json::readTree))
                    .anySatisfy(line ->
                            assertThat(line.get("message").asString()).startsWith("Listening on http://127.0.0.1:"));
        }
    }

    /** Reads up to the empty line; returns how many bytes that were. */
    private static int head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        assertThat(head).startsWith("HTTP/1.1 200");
        return head.length();
    }

    /** Refused, or left in the queue of the kernel: both are no answer. */
    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(500);
            socket.getOutputStream()
                    .write("GET /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException refused) {
            return false;
        }
    }
}
