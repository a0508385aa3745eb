package org.jminihttpd.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jminihttpd.RunningServer;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.listen.Listener;
import org.jminihttpd.listen.TestLane;
import org.jminihttpd.route.CurrentRouteTable;
import org.jminihttpd.tls.CurrentCertificates;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Each kind of change, seen by clients of a server that goes on. */
@Tag("lane")
@ExtendWith(OutputCaptureExtension.class)
class ReloadWireTests {

    private static final String LISTEN = "[server]\nlisten = 127.0.0.1:0\naccess_log = off\n";

    private final Path directory;
    private Path one = Path.of("");
    private Path two = Path.of("");

    ReloadWireTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void makeSites() throws IOException {
        one = site("one");
        two = site("two");
    }

    private Path site(String name) throws IOException {
        Path site = Files.createDirectory(directory.resolve(name));
        Files.writeString(site.resolve("page"), "page of " + name);
        Files.createDirectory(site.resolve("list"));
        Files.writeString(site.resolve("list/entry-of-" + name), "");
        return site;
    }

    private RunningServer start(String ini) throws IOException {
        return RunningServer.start(directory, ini);
    }

    private ReloadReport reload(RunningServer server, String ini) throws Exception {
        Files.writeString(directory.resolve("server.conf"), ini);
        return server.bean(Reloader.class).request().get(60, TimeUnit.SECONDS);
    }

    private void reloadWell(RunningServer server, String ini) throws Exception {
        ReloadReport report = reload(server, ini);
        assertThat(report).isEqualTo(new ReloadReport(report.time(), true, "", ""));
    }

    private static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private static String get(RunningServer server, String path) throws IOException {
        return get(server, 0, path);
    }

    private static String get(RunningServer server, int listener, String path) throws IOException {
        return server.send(listener, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    @Test
    void routesAreReplacedOnOpenConnectionsToo() throws Exception {
        try (RunningServer server = start(LISTEN + "[routes]\n/ = static:" + one + "/\n");
                RunningServer.Client client = server.connect(0)) {
            assertThat(get(server, "/page")).endsWith("page of one");
            client.send(request("/page"));
            assertThat(client.head()).contains("200 OK");
            assertThat(client.read(11)).asString().isEqualTo("page of one");
            reloadWell(server, LISTEN + "[routes]\n/ = static:" + two + "/\n/new/ = static:" + one + "/\n");
            client.send(request("/page"));
            assertThat(client.head()).contains("200 OK");
            assertThat(client.read(11)).asString().isEqualTo("page of two");
            assertThat(get(server, "/new/page")).endsWith("page of one");
            reloadWell(server, LISTEN + "[routes]\n/new/ = redirect:/elsewhere\n");
            assertThat(get(server, "/page")).startsWith("HTTP/1.1 404");
            assertThat(get(server, "/new/page")).contains("Location: /elsewhere");
        }
    }

    @Test
    void nothingIsReplayedOfTheRoutesBefore() throws Exception {
        try (RunningServer server = start(LISTEN + "[routes]\n/ = static:" + one + "/\n")) {
            CurrentRouteTable tables = server.bean(CurrentRouteTable.class);
            Awaitility.await().until(() -> {
                get(server, "/page");
                get(server, "/list/");
                return tables.table().hotAnswers().has("/page") || !TestLane.isOn();
            });
            reloadWell(server, LISTEN + "[routes]\n/ = static:" + two + "/\n[route /]\ncache_control = no-store\n");
            assertThat(get(server, "/page")).contains("no-store").endsWith("page of two");
            assertThat(get(server, "/list/")).contains("entry-of-two").doesNotContain("entry-of-one");
        }
    }

    @Test
    void requestsFinishOnWhatTheyBeganWith() throws Exception {
        int size = 30_000_000;
        Files.write(one.resolve("large"), new byte[size]);
        try (RunningServer server = start(LISTEN + "[routes]\n/ = static:" + one + "/\n");
                RunningServer.Client client = server.connect(0)) {
            CurrentRouteTable tables = server.bean(CurrentRouteTable.class);
            client.send(request("/large"));
            assertThat(client.head()).containsIgnoringCase("content-length: " + size);
            reloadWell(server, LISTEN + "[routes]\n/ = redirect:/gone\n");
            assertThat(tables.finishing()).isEqualTo(1);
            assertThat(get(server, "/large")).contains("Location: /gone");
            assertThat(client.read(size)).hasSize(size);
            Awaitility.await().until(() -> tables.finishing() == 0);
        }
    }

    @Test
    void mistakesKeepEverything(CapturedOutput output) throws Exception {
        String good = LISTEN + "[routes]\n/ = static:" + one + "/\n";
        try (RunningServer server = start(good)) {
            int port = server.listeners().get(0).port();
            ReloadReport report = reload(
                    server,
                    "[server]\nlisten = 127.0.0.1:0 unix:" + directory
                            + "/new.sock\ntimeout = soon\n[routes]\n/ = static:" + two + "/\n/x = statik:/y\n");
            String file = directory.resolve("server.conf").toString();
            assertThat(report.applied()).isFalse();
            assertThat(report.problems()).isEqualTo("""
                    %s:3: [server] timeout = soon
                      "soon" is not a number of seconds from 2 to 86400.
                    %s:6: [routes] /x = statik:/y
                      "statik" is not a destination type. Did you mean "static"?""".formatted(file, file));
            assertThat(output).contains(report.problems());
            assertThat(get(server, "/page")).endsWith("page of one");
            assertThat(server.listeners()).extracting(Listener::port).containsExactly(port);
            assertThat(directory.resolve("new.sock")).doesNotExist();
            Files.delete(directory.resolve("server.conf"));
            assertThat(server.bean(Reloader.class)
                            .request()
                            .get(60, TimeUnit.SECONDS)
                            .problems())
                    .contains("There is no such file");
            reloadWell(server, good);
        }
    }

    @Test
    void portThatIsTakenKeepsEverything() throws Exception {
        try (RunningServer other = RunningServer.start(
                        Files.createDirectory(directory.resolve("other")), LISTEN + "[routes]\n/ = redirect:/\n");
                RunningServer server = start(LISTEN + "[routes]\n/ = static:" + one + "/\n")) {
            ReloadReport report = reload(
                    server,
                    "[server]\nlisten = 127.0.0.1:0 unix:%s/new.sock 127.0.0.1:%d\n[routes]\n/ = static:%s/\n"
                            .formatted(directory, other.listeners().get(0).port(), two));
            assertThat(report.problems()).contains(":2: [server] listen = ").contains("another program already does");
            assertThat(get(server, "/page")).endsWith("page of one");
            assertThat(directory.resolve("new.sock")).doesNotExist();
        }
    }

    @Test
    void listenersComeAndGo() throws Exception {
        String routes = "[routes]\n/ = static:" + one + "/\n";
        Path socket = directory.resolve("x.sock");
        try (RunningServer server = start(LISTEN + routes);
                RunningServer.Client client = server.connect(0)) {
            int first = server.listeners().get(0).port();
            reloadWell(server, "[server]\nlisten = 127.0.0.1:0 unix:" + socket + "\n" + routes);
            assertThat(server.listeners())
                    .hasSize(2)
                    .first()
                    .extracting(Listener::port)
                    .isEqualTo(first);
            assertThat(get(server, 1, "/page")).endsWith("page of one");
            client.send(request("/page"));
            assertThat(client.head()).contains("200 OK");
            assertThat(client.read(11)).hasSize(11);
            reloadWell(server, "[server]\nlisten = unix:" + socket + "\n" + routes);
            assertThat(get(server, 0, "/page")).endsWith("page of one");
            assertThat(client.rest()).isEmpty(); // its listener has gone
            assertThat(refuses(first)).isTrue();
            reloadWell(server, LISTEN + routes);
            assertThat(socket).doesNotExist();
            assertThat(get(server, 0, "/page")).endsWith("page of one");
        }
    }

    private static boolean refuses(int port) throws IOException {
        try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return open.isClosed();
        } catch (ConnectException refused) {
            return true;
        }
    }

    @Test
    void requestOnARemovedListenerFinishes() throws Exception {
        int size = 30_000_000;
        Files.write(one.resolve("large"), new byte[size]);
        String routes = "[routes]\n/ = static:" + one + "/\n";
        try (RunningServer server = start("[server]\nlisten = 127.0.0.1:0 127.0.0.1:0\n" + routes);
                RunningServer.Client client = server.connect(1)) {
            client.send(request("/large"));
            assertThat(client.head()).containsIgnoringCase("content-length: " + size);
            reloadWell(server, LISTEN + routes);
            assertThat(client.read(size)).hasSize(size);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void socketTurnsFromPlainToTlsAndBack() throws Exception {
        CertificateProperties certificate = TestCertificates.make(directory, "example", TestCertificates.EC);
        String rest = "ssl_cert = %s\nssl_key = %s\n[routes]\n/ = static:%s/\n"
                .formatted(certificate.certificate(), certificate.key(), one);
        try (RunningServer server = start("[server]\nlisten = 127.0.0.1:0\n" + rest);
                RunningServer.Client plain = server.connect(0)) {
            int port = server.listeners().get(0).port();
            reloadWell(server, "[server]\nlisten_ssl = 127.0.0.1:0\n" + rest);
            assertThat(server.listeners()).extracting(Listener::url).containsExactly("https://127.0.0.1:" + port);
            assertThat(get(server, "/page")).endsWith("page of one"); // over TLS
            plain.send(request("/page"));
            assertThat(plain.head()).contains("200 OK"); // its connection stays what it was
            reloadWell(server, "[server]\nlisten = 127.0.0.1:0\n" + rest);
            assertThat(server.listeners()).extracting(Listener::url).containsExactly("http://127.0.0.1:" + port);
            assertThat(get(server, "/page")).endsWith("page of one");
        }
    }

    @Test
    void certificatesAreReplacedOrKept() throws Exception {
        CertificateProperties first = TestCertificates.make(directory, "first", TestCertificates.EC);
        CertificateProperties second = TestCertificates.make(directory, "second", TestCertificates.EC);
        String format =
                "[server]\nlisten_ssl = 127.0.0.1:0\nssl_cert = %s\nssl_key = %s\n[routes]\n/ = static:" + one + "/\n";
        try (RunningServer server = start(format.formatted(first.certificate(), first.key()))) {
            int port = server.listeners().get(0).port();
            reloadWell(server, format.formatted(second.certificate(), second.key()));
            assertThat(server.listeners()).extracting(Listener::port).containsExactly(port);
            assertThat(subject(server)).contains("second");
            assertThat(get(server, "/page")).endsWith("page of one");
            // the same names, another content
            Files.copy(first.certificate(), second.certificate(), StandardCopyOption.REPLACE_EXISTING);
            assertThat(reload(server, format.formatted(second.certificate(), second.key()))
                            .problems())
                    .contains("does not belong to the certificate");
            assertThat(subject(server)).contains("second");
            Files.copy(first.key(), second.key(), StandardCopyOption.REPLACE_EXISTING);
            reloadWell(server, format.formatted(second.certificate(), second.key()));
            assertThat(subject(server)).contains("first");
        }
    }

    private static String subject(RunningServer server) throws IOException {
        String known = Objects.requireNonNull(
                        server.bean(CurrentCertificates.class).get())
                .state()
                .subject();
        assertThat(server.peerSubject(0)).isEqualTo(known);
        return known;
    }

    @Test
    void limitsHoldForNewConnections() throws Exception {
        String rest = "\n[routes]\n/ = static:" + one + "/\n";
        String post = "POST /page HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\nConnection: close\r\n\r\n";
        try (RunningServer server = start(LISTEN + "max_body = 10k" + rest)) {
            assertThat(server.send(0, post + "x".repeat(5000))).startsWith("HTTP/1.1 405");
            reloadWell(server, LISTEN + "max_body = 1k" + rest);
            assertThat(server.send(0, post)).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void accessLogIsReopenedAndReplaced() throws Exception {
        Path log = directory.resolve("access.log");
        Path rotated = directory.resolve("access.log.1");
        Path json = directory.resolve("access.json");
        String format = "[server]\nlisten = 127.0.0.1:0\naccess_log = %s\n[routes]\n/ = static:" + one + "/\n";
        try (RunningServer server = start(format.formatted("common " + log))) {
            get(server, "/page?1");
            awaitLine(log, "page?1");
            Files.move(log, rotated);
            get(server, "/page?2");
            awaitLine(rotated, "page?2");
            reloadWell(server, format.formatted("common " + log));
            get(server, "/page?3");
            awaitLine(log, "page?3");
            reloadWell(server, format.formatted("json " + json));
            get(server, "/page?4");
            awaitLine(json, "page?4");
            reloadWell(server, format.formatted("off"));
            get(server, "/page?5");
            reloadWell(server, format.formatted("common " + log));
            get(server, "/page?6");
            awaitLine(log, "page?6");
            assertThat(log).content().doesNotContain("page?2", "page?4", "page?5");
        }
    }

    private static void awaitLine(Path log, String text) {
        Awaitility.await()
                .until(() -> Files.exists(log) && Files.readString(log).contains(text));
    }

    @Test
    void postReloadsOnListenersOfManagementOnly() throws Exception {
        String site = LISTEN + "[routes]\n/ = static:" + one + "/\n";
        String management = "[management]\nlisten = 127.0.0.1:0\nendpoint.health.show-details = always\n";
        String post = "POST /actuator/reload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n";
        try (RunningServer server = start(site + management)) {
            assertThat(server.send(1, post + "\r\n")).startsWith("HTTP/1.1 404");
            reloadWell(server, site + management + "reload = yes\n");
            assertThat(server.send(0, post + "\r\n")).startsWith("HTTP/1.1 40");
            assertThat(get(server, 1, "/actuator/reload")).startsWith("HTTP/1.1 405");
            assertThat(server.send(1, post + "Origin: http://evil.example\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
            Files.writeString(
                    directory.resolve("server.conf"),
                    LISTEN + "[routes]\n/ = static:" + two + "/\n" + management + "reload = yes\n");
            assertThat(server.send(1, post + "\r\n"))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("{\"applied\":true,\"problems\":\"\",\"afterRestart\":\"\"}");
            assertThat(get(server, "/page")).endsWith("page of two");
            Files.writeString(directory.resolve("server.conf"), "[server]\nlisten = 80 x\n");
            assertThat(server.send(1, post + "\r\n"))
                    .startsWith("HTTP/1.1 500")
                    .contains("{\"applied\":false,\"problems\":\"", "server.conf:2: [server] listen = 80 x");
            assertThat(get(server, 1, "/actuator/health/reload"))
                    .startsWith("HTTP/1.1 200")
                    .contains("\"status\":\"UP\"", "refused; the configuration before is in effect", "server.conf:2:");
            assertThat(get(server, "/page")).endsWith("page of two");
        }
    }

    @Test
    void actuatorLeavesTheSiteWhenItGetsAListener() throws Exception {
        String site = LISTEN + "[routes]\n/ = static:" + one + "/\n";
        try (RunningServer server = start(site)) {
            assertThat(get(server, "/actuator/health")).startsWith("HTTP/1.1 200");
            reloadWell(server, site + "[management]\nlisten = 127.0.0.1:0\n");
            assertThat(get(server, 0, "/actuator/health")).startsWith("HTTP/1.1 404");
            assertThat(get(server, 1, "/actuator/health")).startsWith("HTTP/1.1 200");
            assertThat(reload(server, site + "[management]\nreload = yes\n").problems())
                    .contains("Every visitor could POST to it. Give the actuator a listener of its own");
            reloadWell(server, site);
            assertThat(get(server, "/actuator/health")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void whatBootReadsAtItsStartIsNamedAndLevelsChangeAtOnce() throws Exception {
        String site = LISTEN + "[routes]\n/ = static:" + one + "/\n";
        Logger logger = LoggerFactory.getLogger("some.logger");
        try (RunningServer server = start(site + "[spring]\nlifecycle.timeout-per-shutdown-phase = 5s\n")) {
            ReloadReport report = reload(
                    server,
                    site
                            + "[logging]\nlevel.some.logger = debug\n[spring]\nlifecycle.timeout-per-shutdown-phase = 6s\n");
            assertThat(report.applied()).isTrue();
            assertThat(report.warnings()).isEqualTo("""
                    %s:9: [spring] lifecycle.timeout-per-shutdown-phase = 6s
                      It was changed, which takes effect when the server is restarted.""".formatted(directory.resolve("server.conf")));
            assertThat(logger.isDebugEnabled()).isTrue();
            assertThat(reload(server, site).warnings()).contains("It was removed");
            assertThat(logger.isDebugEnabled()).isFalse();
        }
    }

    @Test
    void fileIsWatchedIfAsked() throws Exception {
        Path file = directory.resolve("server.conf");
        String watching = LISTEN + "watch = yes\n[routes]\n/ = static:%s/\n";
        try (RunningServer server = start(watching.formatted(one))) {
            Files.writeString(file, watching.formatted(two)); // in place
            awaitPage(server, "two");
            Path next = Files.writeString(directory.resolve("next"), watching.formatted(one));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE); // as editors do
            awaitPage(server, "one");
            Files.writeString(file, watching.formatted("/nowhere"));
            Awaitility.await().until(() -> !last(server).applied());
            Files.delete(file); // no change to react to
            Files.createSymbolicLink(file, Files.writeString(directory.resolve("linked"), watching.formatted(two)));
            awaitPage(server, "two");
            Instant before = last(server).time();
            Files.delete(file);
            Files.writeString(file, LISTEN + "[routes]\n/ = static:" + one + "/\n");
            Awaitility.await().until(() -> last(server).time().isAfter(before)); // the report comes behind the routes
            assertThat(get(server, "/page")).endsWith("page of one");
            ReloadReport last = last(server);
            Awaitility.await()
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().equals("config-watch")));
            assertThat(last(server)).isEqualTo(last);
        }
    }

    private static void awaitPage(RunningServer server, String site) {
        Awaitility.await().until(() -> get(server, "/page").endsWith("page of " + site));
    }

    private static ReloadReport last(RunningServer server) {
        ReloadReport last = server.bean(Reloader.class).last();
        return last == null ? new ReloadReport(Instant.EPOCH, true, "", "") : last;
    }
}
