package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLSocketFactory;
import org.awaitility.Awaitility;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.destination.app.TestJar;
import org.jminihttpd.listen.NotifySocket;
import org.jminihttpd.packaged.Load.Connection;
import org.jminihttpd.packaged.Load.Target;
import org.jminihttpd.tls.TestCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reloads of a packaged server under load, each with other routes, listeners, limits, logs and certificates, and each
 * after one that must be refused. {@code -Dreload.rounds=200} shows what grows slowly.
 */
@Tag("heavy")
class ReloadIT {

    /** An even number: the last round serves every listener of the load. */
    private static final int ROUNDS = Integer.getInteger("reload.rounds", 10);

    /** Rounds until everything has happened once. */
    private static final int WARM = 4;

    private static final String APP = """
            package versions;
            import java.nio.charset.StandardCharsets;
            import org.springframework.context.annotation.*;
            import org.springframework.web.reactive.function.server.*;
            @Configuration(proxyBeanMethods = false)
            public class Versions {
                @Bean RouterFunction<ServerResponse> version() throws java.io.IOException {
                    String version = new String(getClass().getResourceAsStream("/version").readAllBytes(), StandardCharsets.UTF_8);
                    return RouterFunctions.route().GET("/version", request -> ServerResponse.ok().bodyValue(version)).build();
                }
            }
            """;

    private static final String ODD_HOST = "127.0.0.2";
    private static final String EVEN_HOST = "127.0.0.3";

    private final Path directory;
    private final int main = Launch.freePort();
    private final int other = Launch.freePort();
    private final ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final SSLSocketFactory tls = Load.trustingAll();
    private final TestJar app = new TestJar().source(APP).manifest("Jminihttpd-Configuration", "versions.Versions");
    private final List<CertificateProperties> certificates;
    private @Nullable Connection waiting;

    ReloadIT(@TempDir Path directory) throws IOException {
        this.directory = directory;
        certificates = List.of(
                TestCertificates.make(directory, "zero", TestCertificates.EC),
                TestCertificates.make(directory, "one", TestCertificates.EC));
        for (String site : List.of("site-0", "site-1")) {
            Files.createDirectory(directory.resolve(site));
            Files.writeString(directory.resolve(site).resolve("page"), "page of " + site);
        }
    }

    @Test
    void nothingIsLostAndNothingGrows() throws IOException {
        bringFiles(0);
        write(0, "", "");
        try (NotifySocket systemd = new NotifySocket(directory.resolve("notify.sock"));
                RunningJar jar = start(systemd);
                Load load = new Load("/page", body -> body.matches("page of site-[01]"));
                Load app = new Load("/app/version", body -> body.matches("version [0-9]+"))) {
            Map<String, Target> targets = Map.of(
                    "plain", plain(jar),
                    "TLS", Target.tls(jar.port(5), tls),
                    "unix", Target.unix(directory.resolve("main.sock")),
                    "sd", Target.tcp(main));
            targets.forEach((name, target) -> load.keepAlive(name, target).fresh(name, target));
            jar.await(() -> body(jar, "/app/version").equals("version 0")); // it starts in the background
            load.fresh("sd that comes and goes", Target.tcp(other));
            app.keepAlive("application", plain(jar));
            ProcessSize warm = null;
            for (int round = 1; round <= ROUNDS; round++) {
                assertThatMistakeChangesNothing(round, jar, systemd);
                bringFiles(round);
                write(round, "", "");
                long before = System.nanoTime();
                jar.signal("HUP");
                assertThatReloadIsAnnounced(systemd.next(), before);
                assertThat(systemd.next())
                        .isEqualTo("READY=1\nSTATUS=Serving /, /round-%d, /app/ on %s"
                                .formatted(round, String.join(", ", urls(round, jar))));
                assertThatRoundIsInEffect(round, jar);
                if (round == WARM || round % 20 == 0) {
                    ProcessSize size = ProcessSize.of(jar.pid());
                    System.out.printf("round %d: %d answers, %s%n", round, load.answers(), size);
                    warm = warm == null ? size : warm;
                }
            }
            load.stop();
            app.stop();
            assertThat(load.failures()).isEmpty();
            assertThat(app.failures()).isEmpty();
            assertThat(app.answers()).isPositive();
            System.out.printf(
                    "%d reloads, %d answers: %s%n", ROUNDS, load.answers() + app.answers(), ProcessSize.of(jar.pid()));
            assertThatNothingExceeds(Objects.requireNonNull(warm), jar);
        }
    }

    private RunningJar start(NotifySocket systemd) throws IOException {
        RunningJar jar = Launch.of("-c", directory.resolve("server.conf").toString())
                .behind(
                        "systemd-socket-activate",
                        "--listen=127.0.0.1:" + main,
                        "--listen=127.0.0.1:" + other,
                        "--fdname=main:other",
                        "--setenv=NOTIFY_SOCKET=" + systemd.path(),
                        "--setenv=JDK_JAVA_OPTIONS=" + ProcessSize.EXACT_HEAP)
                .start();
        jar.await(() -> !refuses("127.0.0.1", main));
        assertThat(systemd.next()).startsWith("READY=1\n");
        return jar;
    }

    /** The last application may still be on its way out. */
    private static void assertThatNothingExceeds(ProcessSize before, RunningJar jar) {
        Awaitility.await()
                .atMost(RunningJar.PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() ->
                        assertThat(ProcessSize.of(jar.pid()).exceeds(before)).isEmpty());
    }

    /** As Type=notify-reload wants it: the time tells this reload from the one before. */
    private static void assertThatReloadIsAnnounced(String message, long before) {
        String start = "RELOADING=1\nMONOTONIC_USEC=";
        assertThat(message).startsWith(start);
        assertThat(Long.parseLong(message.substring(start.length())))
                .isBetween(before / 1_000, System.nanoTime() / 1_000); // CLOCK_MONOTONIC in every process
    }

    /** In the order written. */
    private List<String> urls(int round, RunningJar jar) {
        List<String> start = jar.urls();
        List<String> urls = new ArrayList<>(start.subList(0, 3));
        urls.addAll(
                isEven(round)
                        ? List.of(start.get(3), lastUrl(jar, EVEN_HOST))
                        : List.of("unix:" + directory + "/odd.sock", lastUrl(jar, ODD_HOST)));
        urls.addAll(start.subList(5, 7));
        return urls;
    }

    private static boolean isEven(int round) {
        return round % 2 == 0;
    }

    private Target plain(RunningJar jar) {
        return Target.tcp(jar.port(0));
    }

    private String body(RunningJar jar, String path) throws IOException {
        try (Connection connection = plain(jar).connect()) {
            return connection.ask("GET", path).answer().body();
        }
    }

    private void assertThatRoundIsInEffect(int round, RunningJar jar) throws IOException {
        assertThat(body(jar, "/page")).isEqualTo("page of site-" + round % 2);
        assertThat(body(jar, "/round-" + round)).isEqualTo("page of site-" + round % 2);
        assertThat(body(jar, "/round-" + (round - 1))).contains("404");
        assertThat(body(jar, "/app/version")).isEqualTo("version " + round / 3);
        assertThat(Load.shownName(jar.port(5))).isEqualTo(isEven(round) ? "CN=zero" : "CN=one");
        String host = isEven(round) ? EVEN_HOST : ODD_HOST;
        assertThat(refuses(host, lastPort(jar, host))).isFalse();
        String gone = isEven(round) ? ODD_HOST : EVEN_HOST;
        assertThat(refuses(gone, lastPort(jar, gone))).isTrue();
        assertThat(directory.resolve("odd.sock").toFile().exists()).isEqualTo(!isEven(round));
        if (waiting == null) { // systemd would keep the socket open: clients wait
            waiting = Target.tcp(other).connect().ask("GET", "/page");
        } else {
            assertThat(waiting.answer().status()).isEqualTo("200");
            waiting.close();
            waiting = null;
        }
    }

    private void assertThatMistakeChangesNothing(int round, RunningJar jar, NotifySocket systemd) throws IOException {
        List<String> listeners = jar.listeners();
        if (isEven(round)) { // else its files are served already, and would be renewed
            bringFiles(round);
        }
        switch (isEven(round) ? round / 2 % 4 : round / 2 % 3) {
            case 0 -> write(round, "unix:%s/new.sock 127.0.0.1:%d".formatted(directory, taken.getLocalPort()), "");
            case 1 -> write(round, "unix:%s/new.sock".formatted(directory), "[route /]\nsymlinks = perhaps\n");
            case 2 -> write(round, "unix:%s/new.sock".formatted(directory), "[nonsense]\nkey = value\n");
            default -> {
                write(round, "", "");
                Files.copy(certificates.get(1 - round % 2).key(), key(round), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try (Connection admin = Target.unix(directory.resolve("admin.sock")).connect()) {
            assertThat(admin.ask("POST", "/actuator/reload").answer().status()).isEqualTo("500");
        }
        assertThat(systemd.next()).startsWith("RELOADING=1\n");
        assertThat(systemd.next())
                .startsWith("READY=1\nSTATUS=Serving /, /round-%d, /app/ on ".formatted(round - 1))
                .contains("; the configuration is unchanged, since that of the reload has mistakes: ");
        assertThat(jar.listeners()).isEqualTo(listeners);
        assertThat(directory.resolve("new.sock")).doesNotExist();
        assertThat(body(jar, "/page")).isEqualTo("page of site-" + (round - 1) % 2);
        assertThat(body(jar, "/round-" + round)).contains("404");
        assertThat(body(jar, "/round-" + (round - 1))).startsWith("page of");
        assertThat(Load.shownName(jar.port(5))).isEqualTo(isEven(round) ? "CN=one" : "CN=zero");
    }

    private Path key(int round) {
        return directory.resolve("live-" + round / 2 % 2 + ".key");
    }

    private Path certificate(int round) {
        return directory.resolve("live-" + round / 2 % 2 + ".crt");
    }

    private void bringFiles(int round) throws IOException {
        CertificateProperties certificate = certificates.get(round % 2);
        Files.copy(certificate.certificate(), certificate(round), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificate.key(), key(round), StandardCopyOption.REPLACE_EXISTING);
        if (round % 3 == 0) {
            app.resource("version", "version " + round / 3).write(directory.resolve("app.jar"));
        }
    }

    private void write(int round, String moreListeners, String moreLines) throws IOException {
        Files.writeString(directory.resolve("server.conf"), """
                [server]
                listen = 127.0.0.1:0 unix:%1$s/main.sock sd:main %3$s %4$s
                listen_ssl = 127.0.0.1:0
                ssl_cert = %5$s
                ssl_key = %6$s
                timeout = %7$d
                access_log = common %1$s/access-%8$d.log
                [routes]
                / = static:%1$s/site-%8$d/
                /round-%2$d = static:%1$s/site-%8$d/page
                /app/ = app:%1$s/app.jar
                [management]
                listen = unix:%1$s/admin.sock
                reload = yes
                %9$s
                """.formatted(
                directory,
                round,
                isEven(round) ? "sd:other " + EVEN_HOST + ":0" : "unix:" + directory + "/odd.sock " + ODD_HOST + ":0",
                moreListeners,
                certificate(round),
                key(round),
                30 + round % 3,
                round % 2,
                moreLines));
    }

    /** Of the listener that was opened last; empty if none was. */
    private static String lastUrl(RunningJar jar, String host) {
        return jar.urls().stream()
                .filter(url -> url.startsWith("http://" + host + ":"))
                .reduce("", (before, after) -> after);
    }

    private static int lastPort(RunningJar jar, String host) {
        String url = lastUrl(jar, host);
        return url.isEmpty() ? -1 : Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    private static boolean refuses(String host, int port) throws IOException {
        if (port < 0) {
            return true;
        }
        try (Socket open = new Socket(host, port)) {
            return open.isClosed();
        } catch (ConnectException refused) {
            return true;
        }
    }
}
