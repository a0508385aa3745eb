package org.jminihttpd.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.reload.TwoSites.LISTEN;
import static org.jminihttpd.reload.TwoSites.get;
import static org.jminihttpd.reload.TwoSites.request;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jminihttpd.RunningServer;
import org.jminihttpd.listen.Listener;
import org.jminihttpd.listen.TestLane;
import org.jminihttpd.route.CurrentRouteTable;
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

    private final Path directory;
    private final TwoSites sites;
    private final Path one;
    private final Path two;

    ReloadWireTests(@TempDir Path directory) throws IOException {
        this.directory = directory;
        sites = TwoSites.in(directory);
        one = sites.one();
        two = sites.two();
    }

    @Test
    void routesAreReplacedOnOpenConnectionsToo() throws Exception {
        try (RunningServer server = sites.start(LISTEN + "[routes]\n/ = static:" + one + "/\n");
                RunningServer.Client client = server.connect(0)) {
            assertThat(get(server, "/page")).endsWith("page of one");
            client.send(request("/page"));
            assertThat(client.head()).contains("200 OK");
            assertThat(client.read(11)).asString().isEqualTo("page of one");
            sites.reloadWell(server, LISTEN + "[routes]\n/ = static:" + two + "/\n/new/ = static:" + one + "/\n");
            client.send(request("/page"));
            assertThat(client.head()).contains("200 OK");
            assertThat(client.read(11)).asString().isEqualTo("page of two");
            assertThat(get(server, "/new/page")).endsWith("page of one");
            sites.reloadWell(server, LISTEN + "[routes]\n/new/ = redirect:/elsewhere\n");
            assertThat(get(server, "/page")).startsWith("HTTP/1.1 404");
            assertThat(get(server, "/new/page")).contains("Location: /elsewhere");
        }
    }

    @Test
    void nothingIsReplayedOfTheRoutesBefore() throws Exception {
        try (RunningServer server = sites.start(LISTEN + "[routes]\n/ = static:" + one + "/\n")) {
            CurrentRouteTable tables = server.bean(CurrentRouteTable.class);
            Awaitility.await().until(() -> {
                get(server, "/page");
                get(server, "/list/");
                return tables.table().hotAnswers().has("/page") || !TestLane.isOn();
            });
            sites.reloadWell(
                    server, LISTEN + "[routes]\n/ = static:" + two + "/\n[route /]\ncache_control = no-store\n");
            assertThat(get(server, "/page")).contains("no-store").endsWith("page of two");
            assertThat(get(server, "/list/")).contains("entry-of-two").doesNotContain("entry-of-one");
        }
    }

    @Test
    void requestsFinishOnWhatTheyBeganWith() throws Exception {
        int size = 30_000_000;
        Files.write(one.resolve("large"), new byte[size]);
        try (RunningServer server = sites.start(LISTEN + "[routes]\n/ = static:" + one + "/\n");
                RunningServer.Client client = server.connect(0)) {
            CurrentRouteTable tables = server.bean(CurrentRouteTable.class);
            client.send(request("/large"));
            assertThat(client.head()).containsIgnoringCase("content-length: " + size);
            sites.reloadWell(server, LISTEN + "[routes]\n/ = redirect:/gone\n");
            assertThat(tables.finishing()).isEqualTo(1);
            assertThat(get(server, "/large")).contains("Location: /gone");
            assertThat(client.read(size)).hasSize(size);
            Awaitility.await().until(() -> tables.finishing() == 0);
        }
    }

    @Test
    void mistakesKeepEverything(CapturedOutput output) throws Exception {
        String good = LISTEN + "[routes]\n/ = static:" + one + "/\n";
        try (RunningServer server = sites.start(good)) {
            int port = server.listeners().get(0).port();
            ReloadReport report = sites.reload(
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
            sites.reloadWell(server, good);
        }
    }

    @Test
    void whatCheckWarnsOfIsLoggedOnceAReload(CapturedOutput output) throws Exception {
        String good = LISTEN + "[routes]\n/ = static:" + one + "/\n";
        String doubtful = good + "/list/ = static:" + two + "/list/\n/actuator/health = static:" + two + "/page\n";
        String warnings = """
                %1$s/server.conf:6: [routes] /list/ = static:%3$s/list/
                  It hides %2$s/list, which the route / would serve here.
                %1$s/server.conf:7: [routes] /actuator/health = static:%3$s/page
                  The actuator answers /actuator/health before this route. [management] listen gives the actuator a listener of its own.""".formatted(directory, one, two);
        try (RunningServer server = sites.start(good)) {
            assertThat(sites.reload(server, doubtful).warnings()).isEqualTo(warnings);
            assertThat(output).containsOnlyOnce("This deserves a look:\n" + warnings);
            sites.reloadWell(server, good);
            assertThat(sites.reload(server, doubtful).applied()).isTrue();
            assertThat(output.toString().split("This deserves a look", -1)).hasSize(3);
        }
    }

    @Test
    void accessLogIsReopenedAndReplaced() throws Exception {
        Path log = directory.resolve("access.log");
        Path rotated = directory.resolve("access.log.1");
        Path json = directory.resolve("access.json");
        String format = "[server]\nlisten = 127.0.0.1:0\naccess_log = %s\n[routes]\n/ = static:" + one + "/\n";
        try (RunningServer server = sites.start(format.formatted("common " + log))) {
            get(server, "/page?1");
            awaitLine(log, "page?1");
            Files.move(log, rotated);
            get(server, "/page?2");
            awaitLine(rotated, "page?2");
            sites.reloadWell(server, format.formatted("common " + log));
            get(server, "/page?3");
            awaitLine(log, "page?3");
            sites.reloadWell(server, format.formatted("json " + json));
            get(server, "/page?4");
            awaitLine(json, "page?4");
            sites.reloadWell(server, format.formatted("off"));
            get(server, "/page?5");
            sites.reloadWell(server, format.formatted("common " + log));
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
        try (RunningServer server = sites.start(site + management)) {
            assertThat(server.send(1, post + "\r\n")).startsWith("HTTP/1.1 404");
            sites.reloadWell(server, site + management + "reload = yes\n");
            assertThat(server.send(0, post + "\r\n")).startsWith("HTTP/1.1 40");
            assertThat(get(server, 1, "/actuator/reload")).startsWith("HTTP/1.1 405");
            assertThat(server.send(1, post + "Origin: http://evil.example\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
            Files.writeString(
                    directory.resolve("server.conf"),
                    LISTEN + "[routes]\n/ = static:" + two + "/\n" + management + "reload = yes\n");
            assertThat(server.send(1, post + "\r\n"))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("{\"applied\":true,\"problems\":\"\",\"warnings\":\"\",\"afterRestart\":\"\"}");
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
        try (RunningServer server = sites.start(site)) {
            assertThat(get(server, "/actuator/health")).startsWith("HTTP/1.1 200");
            sites.reloadWell(server, site + "[management]\nlisten = 127.0.0.1:0\n");
            assertThat(get(server, 0, "/actuator/health")).startsWith("HTTP/1.1 404");
            assertThat(get(server, 1, "/actuator/health")).startsWith("HTTP/1.1 200");
            assertThat(sites.reload(server, site + "[management]\nreload = yes\n")
                            .problems())
                    .contains("Every visitor could POST to it. Give the actuator a listener of its own");
            sites.reloadWell(server, site);
            assertThat(get(server, "/actuator/health")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void whatBootReadsAtItsStartIsNamedAndLevelsChangeAtOnce() throws Exception {
        String site = LISTEN + "[routes]\n/ = static:" + one + "/\n";
        Logger logger = LoggerFactory.getLogger("some.logger");
        try (RunningServer server = sites.start(site + "[spring]\nlifecycle.timeout-per-shutdown-phase = 5s\n")) {
            ReloadReport report = sites.reload(
                    server,
                    site
                            + "[logging]\nlevel.some.logger = debug\n[spring]\nlifecycle.timeout-per-shutdown-phase = 6s\n");
            assertThat(report.applied()).isTrue();
            assertThat(report.afterRestart()).isEqualTo("""
                    %s:9: [spring] lifecycle.timeout-per-shutdown-phase = 6s
                      It was changed, which takes effect when the server is restarted.""".formatted(directory.resolve("server.conf")));
            assertThat(logger.isDebugEnabled()).isTrue();
            assertThat(sites.reload(server, site).afterRestart()).contains("It was removed");
            assertThat(logger.isDebugEnabled()).isFalse();
        }
    }

    @Test
    void fileIsWatchedIfAsked() throws Exception {
        Path file = directory.resolve("server.conf");
        String watching = LISTEN + "watch = yes\n[routes]\n/ = static:%s/\n";
        try (RunningServer server = sites.start(watching.formatted(one))) {
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
        return last == null ? new ReloadReport(Instant.EPOCH, true, "", "", "") : last;
    }
}
