package org.jminihttpd.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jminihttpd.RunningServer;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.reload.Reloader;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Logs of single routes, and what lines in JSON say of the way of a request. */
@Tag("lane")
class RouteLogWireTests {

    private static final int PLAIN = 0;
    private static final int TLS = 1;

    private final Path directory;

    RouteLogWireTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void routesHaveLogsOfTheirOwnAlsoAfterAReload() throws Exception {
        try (RunningServer server = RunningServer.start(directory, ini("combined " + directory + "/own.log"))) {
            get(server, PLAIN, "/a", "User-Agent: me\r\n");
            get(server, PLAIN, "/quiet/a", "");
            get(server, PLAIN, "/own/a", "User-Agent: me\r\n");
            awaitLines("own.log", 1);
            assertThat(lines("own.log").get(0)).endsWith("\"GET /own/a HTTP/1.1\" 200 1 \"-\" \"me\"");
            Files.writeString(directory.resolve("server.conf"), ini("off"));
            assertThat(server.bean(Reloader.class).request().get().problems()).isEmpty();
            get(server, PLAIN, "/own/a", "");
            Files.writeString(directory.resolve("server.conf"), ini("common " + directory + "/third.log"));
            assertThat(server.bean(Reloader.class).request().get().problems()).isEmpty();
            get(server, PLAIN, "/own/a", "");
            get(server, PLAIN, "/b", "");
            awaitLines("third.log", 1);
            awaitLines("all.log", 2);
        }
        assertThat(lines("own.log")).hasSize(1);
        assertThat(lines("third.log")).hasSize(1);
        assertThat(lines("all.log")).hasSize(2).noneMatch(line -> line.contains("quiet") || line.contains("own"));
    }

    /** A route comes before a listener, and a listener before the server. */
    @Test
    void listenersHaveLogsOfTheirOwnAlsoAfterAReload() throws Exception {
        try (RunningServer server = RunningServer.start(directory, listeners("common " + directory + "/inner.log"))) {
            get(server, 0, "/a", "");
            get(server, 1, "/a", "");
            get(server, 1, "/own/a", "");
            get(server, 2, "/actuator/health", "");
            awaitLines("all.log", 1);
            awaitLines("inner.log", 1);
            awaitLines("own.log", 1);
            awaitLines("management.log", 1);
            Files.writeString(directory.resolve("server.conf"), listeners("combined " + directory + "/inner2.log"));
            assertThat(server.bean(Reloader.class).request().get().problems()).isEmpty();
            get(server, 1, "/a", "User-Agent: me\r\n");
            awaitLines("inner2.log", 1);
            Files.writeString(directory.resolve("server.conf"), listeners("off"));
            assertThat(server.bean(Reloader.class).request().get().problems()).isEmpty();
            get(server, 1, "/a", "");
            get(server, 0, "/b", "");
            awaitLines("all.log", 2);
        }
        assertThat(lines("all.log")).hasSize(2).allMatch(line -> line.contains("\"/a\"") || line.contains("\"/b\""));
        assertThat(lines("inner.log")).hasSize(1).allMatch(line -> line.contains("GET /a "));
        assertThat(lines("inner2.log")).hasSize(1).allMatch(line -> line.endsWith("\"me\""));
        assertThat(lines("own.log")).hasSize(1).allMatch(line -> line.contains("GET /own/a "));
        assertThat(lines("management.log")).hasSize(1).allMatch(line -> line.contains("GET /actuator/health "));
    }

    private String listeners(String inner) throws IOException {
        Path www = Files.createDirectories(directory.resolve("www"));
        Files.writeString(www.resolve("a"), "a");
        return """
                [server]
                listen = 127.0.0.1:0, unix:%1$s/s
                access_log = json %1$s/all.log
                [listen unix:%1$s/s]
                access_log = %2$s
                [management]
                listen = 127.0.0.2:0
                [listen 127.0.0.2:0]
                access_log = common %1$s/management.log
                [routes]
                / = static:%1$s/www
                /own/ = static:%1$s/www
                [route /own/]
                access_log = common %1$s/own.log
                """.formatted(directory, inner);
    }

    @Test
    void jsonSaysRouteTlsVersionAndTheIdThatApplicationsSee() throws IOException {
        try (RunningServer server = RunningServer.start(directory, ini("off"))) {
            String shown = get(server, TLS, "/python/", "");
            get(server, PLAIN, "/python/", "X-Request-Id: from-a.proxy:7\r\n");
            get(server, PLAIN, "/python/", "X-Request-Id: not \"good\"\r\n");
            get(server, PLAIN, "/nothing", "");
            String shownOverHttp2 = curl(server, "X-Request-Id: not \"good\"");
            assertThat(curl(server, "X-Request-Id: from-a.proxy:8")).isEqualTo("id from-a.proxy:8");
            awaitLines("all.log", 6);
            List<JsonNode> lines =
                    lines("all.log").stream().map(new JsonMapper()::readTree).toList();
            assertThat(lines.get(0).get("route").asString()).isEqualTo("/python/");
            assertThat(lines.get(0).get("tls_version").asString()).isEqualTo("TLSv1.3");
            String id = lines.get(0).get("id").asString();
            assertThat(id).matches("[0-9a-f]{16}");
            assertThat(shown).endsWith("id " + id);
            assertThat(lines.get(1).get("id").asString()).isEqualTo("from-a.proxy:7");
            assertThat(lines.get(1).get("tls_version").isNull()).isTrue();
            assertThat(lines.get(2).get("id").asString())
                    .matches("[0-9a-f]{16}")
                    .isNotEqualTo(id);
            assertThat(lines.get(3).get("route").asString()).isEqualTo("/");
            assertThat(lines.get(4).get("protocol").asString()).isEqualTo("HTTP/2.0");
            assertThat(lines.get(4).get("id").asString()).matches("[0-9a-f]{16}");
            assertThat(shownOverHttp2).isEqualTo("id " + lines.get(4).get("id").asString());
            assertThat(lines.get(5).get("id").asString()).isEqualTo("from-a.proxy:8");
        }
    }

    @Test
    void jsonSaysHowLongAWorkerTookToBeginItsAnswer() throws IOException {
        try (RunningServer server = RunningServer.start(directory, ini("off"))) {
            assertThat(get(server, PLAIN, "/slow/", "")).contains("first", "second");
            awaitLines("all.log", 1);
            JsonNode line = new JsonMapper().readTree(lines("all.log").get(0));
            double wait = line.get("wait").asDouble();
            assertThat(wait).isGreaterThanOrEqualTo(0.3);
            assertThat(line.get("duration").asDouble() - wait).isGreaterThanOrEqualTo(0.2);
        }
    }

    private String ini(String own) throws IOException {
        Path www = Files.createDirectories(directory.resolve("www"));
        Files.writeString(www.resolve("a"), "a");
        Files.writeString(
                directory.resolve("pages.py"),
                "def get(request):\n    return 'id ' + request.headers.get('X-Request-Id', 'none')\n");
        Files.writeString(directory.resolve("slow.py"), """
                import time

                def get(request):
                    time.sleep(0.3)
                    return body()

                def body():
                    yield "first"
                    time.sleep(0.3)
                    yield "second"
                """);
        CertificateProperties pair = TestCertificates.make(directory, "a", TestCertificates.EC);
        return """
                [server]
                listen = 127.0.0.1:0
                listen_ssl = 127.0.0.1:0
                ssl_cert = %2$s
                ssl_key = %3$s
                access_log = json %1$s/all.log
                [routes]
                / = static:%1$s/www
                /quiet/ = static:%1$s/www
                /own/ = static:%1$s/www
                /python/ = python:%1$s/pages.py
                /slow/ = python:%1$s/slow.py
                /go = redirect:/a
                [route /quiet/]
                access_log = off
                [route /go]
                access_log = off
                [route /own/]
                access_log = %4$s
                """.formatted(directory, pair.certificate(), pair.key(), own);
    }

    private static String get(RunningServer server, int listener, String target, String fields) throws IOException {
        return server.send(
                listener, "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + fields + "\r\n");
    }

    /** A request over HTTP/2 for what shows the id. */
    private static String curl(RunningServer server, String field) throws IOException {
        String url = server.listeners().get(TLS).url() + "/python/";
        Process curl = new ProcessBuilder("curl", "-sk", "--http2", "-H", field, url).start();
        try (InputStream out = curl.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private void awaitLines(String file, int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> lines(file).size() >= count);
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(directory.resolve(file));
    }
}
