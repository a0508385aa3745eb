package org.jminihttpd.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jminihttpd.RunningServer;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.listen.StoppedListener;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What of the actuator can be reached, where, and what it says: the whole product on real sockets. */
@Tag("lane")
class ActuatorWireTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Row 22 of the bad inputs: nothing of these is there unless {@code [management]} says so. */
    private static final String[] HIDDEN = {
        "/actuator",
        "/actuator/",
        "/actuator/env",
        "/actuator/info",
        "/actuator/beans",
        "/actuator/heapdump",
        "/actuator/threaddump",
        "/actuator/loggers",
        "/actuator/loggers/ROOT",
        "/actuator/mappings",
        "/actuator/conditions",
        "/actuator/configprops",
        "/actuator/shutdown",
        "/actuator/prometheus",
        "/actuator/health/env",
        "/actuator/health/../env",
        "/actuator/health/%2e%2e/env",
        "/actuator/health/..%2fenv",
        "/actuator/health/listeners/deeper",
        "/actuator;/env",
        "/actuator;x=y/heapdump",
        "/actuator/;/env",
        "/actuator/%65nv",
        "/%61ctuator/env",
        "/actuator%2fenv",
        "/actuator/./env",
        "/actuator/env/",
        "/actuator/env.json",
        "/actuator/env;.css",
        "//actuator/env",
        "//actuator/health",
        "/./actuator/health",
        "/x/../actuator/health",
        "/actuator//health",
        "/%61ctuator/health",
        "/actuator/healt%68",
        "/actuator/health;x",
        "/actuator/health%20",
        "/actuator/health%00",
        "/actuator/healthz",
        "/ACTUATOR/HEALTH",
        "/livez",
        "/readyz",
        "/health",
        "/env",
    };

    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    class ByDefault {

        private final RunningServer server;

        ByDefault(@TempDir Path directory) throws IOException {
            server = start(directory, "listen = 127.0.0.1:0 unix:%s/s".formatted(directory), "");
        }

        @AfterAll
        void stop() {
            server.close();
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        void healthSaysItsStatusOnEveryListener(int listener) throws IOException {
            Answer answer = get(server, listener, "/actuator/health");
            assertThat(answer.status).isEqualTo(200);
            assertThat(answer.body).isEqualTo("{\"groups\":[\"liveness\",\"readiness\"],\"status\":\"UP\"}");
            assertThat(answer.head)
                    .containsIgnoringCase("\r\nContent-Type: application/json\r\n")
                    .containsIgnoringCase("\r\nX-Content-Type-Options: nosniff\r\n")
                    .containsIgnoringCase("\r\nCache-Control: no-store\r\n")
                    .containsIgnoringCase("\r\nContent-Length: 49\r\n");
            assertThat(get(server, listener, "/actuator/health/liveness").body).isEqualTo("{\"status\":\"UP\"}");
            assertThat(get(server, listener, "/actuator/health/readiness").body).isEqualTo("{\"status\":\"UP\"}");
            assertThat(get(server, listener, "/actuator/health?x=/../env").status)
                    .isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"listeners", "certificate", "routes", "livenessState"})
        void componentsAreNobodysBusiness(String component) throws IOException {
            assertThat(get(server, 0, "/actuator/health/" + component).status).isEqualTo(404);
        }

        @Test
        void headHasTheHeadOfGet() throws IOException {
            Answer answer = ask(server, 0, "HEAD /actuator/health");
            assertThat(answer.status).isEqualTo(200);
            assertThat(answer.head).containsIgnoringCase("\r\nContent-Length: 49\r\n");
            assertThat(answer.body).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({"POST, 405", "PUT, 405", "DELETE, 405", "PATCH, 405", "OPTIONS, 204", "BREW, 405"})
        void otherMethodsAreToldWhichOnesWork(String method, int status) throws IOException {
            Answer answer = ask(server, 0, method + " /actuator/health");
            assertThat(answer.status).isEqualTo(status);
            assertThat(answer.head).containsIgnoringCase("\r\nAllow: GET, HEAD, OPTIONS\r\n");
        }

        @ParameterizedTest
        @org.junit.jupiter.params.provider.MethodSource("hidden")
        void nothingElseIsThere(String path) throws IOException {
            for (String method : new String[] {"GET", "POST", "HEAD"}) {
                Answer answer = ask(server, 0, method + " " + path);
                assertThat(answer.status).as("%s %s", method, path).isIn(400, 404, 405);
                assertThat(answer.body).doesNotContain("UP", "jminihttpd", "java", "{\"", "\":"); // styles have braces
            }
        }

        static String[] hidden() {
            return HIDDEN;
        }
    }

    @Test
    void listenerOfItsOwnTakesTheActuatorAway(@TempDir Path directory) throws IOException {
        try (RunningServer server = start(
                directory,
                "listen = 127.0.0.1:0",
                "[management]\nlisten = 127.0.0.1:0 unix:%s/s".formatted(directory))) {
            assertThat(get(server, 0, "/actuator/health").status).isEqualTo(404);
            assertThat(get(server, 0, "/").status).isEqualTo(200);
            for (int management : new int[] {1, 2}) {
                assertThat(get(server, management, "/actuator/health").body).contains("\"status\":\"UP\"");
                assertThat(get(server, management, "/").status).isEqualTo(404);
                assertThat(get(server, management, "/x").status).isEqualTo(404);
                for (String path : HIDDEN) {
                    assertThat(get(server, management, path).status).as(path).isIn(400, 404);
                }
            }
        }
    }

    @Test
    void healthIsDownWithAListener(@TempDir Path directory) throws IOException {
        try (RunningServer server = start(
                directory, "listen = 127.0.0.1:0 127.0.0.1:0", "[management]\nendpoint.health.show-details = always")) {
            JsonNode up = JSON.readTree(get(server, 0, "/actuator/health/listeners").body);
            assertThat(up.get("status").asString()).isEqualTo("UP");
            assertThat(up.get("details").propertyNames())
                    .hasSize(2)
                    .allMatch(name -> name.startsWith("http://127.0.0.1:"));
            String second = server.listeners().get(1).toString();
            StoppedListener.stop(server.listeners().get(1));
            Answer down = get(server, 0, "/actuator/health");
            assertThat(down.status).isEqualTo(503);
            JsonNode health = JSON.readTree(down.body);
            assertThat(health.get("status").asString()).isEqualTo("DOWN");
            JsonNode listeners = health.get("components").get("listeners");
            assertThat(listeners.get("status").asString()).isEqualTo("DOWN");
            assertThat(listeners.get("details").get(second).asString()).isEqualTo("not serving");
            assertThat(get(server, 0, "/actuator/health/liveness").status).isEqualTo(200); // a restart would not help
            assertThat(ask(server, 0, "HEAD /actuator/health").status).isEqualTo(503);
        }
    }

    @Test
    void healthIsDownWithAnExpiredCertificate(@TempDir Path directory) throws IOException {
        CertificateProperties old = TestCertificates.expired(directory);
        try (RunningServer server = start(directory, tls(old), "[management]\nendpoint.health.show-details = always")) {
            Answer down = get(server, 0, "/actuator/health");
            assertThat(down.status).isEqualTo(503);
            JsonNode certificate = JSON.readTree(down.body).get("components").get("certificate");
            assertThat(certificate.get("status").asString()).isEqualTo("DOWN");
            assertThat(certificate.get("details").get("subject").asString()).contains("CN=old");
        }
    }

    @Test
    void detailsAreThoseOfTheKeys(@TempDir Path directory) throws IOException {
        CertificateProperties certificate = TestCertificates.make(directory, "test", TestCertificates.EC);
        try (RunningServer server =
                start(directory, tls(certificate), "[management]\nendpoint.health.show-components = always")) {
            JsonNode health = JSON.readTree(get(server, 0, "/actuator/health").body);
            assertThat(health.get("components").propertyNames())
                    .contains("listeners", "certificate", "routes", "livenessState", "readinessState");
            assertThat(health.get("components").get("certificate").propertyNames())
                    .containsExactly("status");
        }
        try (RunningServer server =
                start(directory, tls(certificate), "[management]\nendpoint.health.show-details = always")) {
            JsonNode details = JSON.readTree(get(server, 1, "/actuator/health/certificate").body)
                    .get("details");
            assertThat(details.get("hosts").toString()).contains("localhost", "127.0.0.1");
            assertThat(details.get("notAfter").asString()).endsWith("Z");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"endpoint.health.access = none", "endpoints.web.exposure.exclude = health"})
    void healthCanBeSwitchedOff(String key, @TempDir Path directory) throws IOException {
        try (RunningServer server = start(directory, "listen = 127.0.0.1:0", "[management]\n" + key)) {
            assertThat(get(server, 0, "/actuator/health").status).isEqualTo(404);
            assertThat(get(server, 0, "/").status).isEqualTo(200);
        }
    }

    @Test
    void basePathMovesHealth(@TempDir Path directory) throws IOException {
        try (RunningServer server =
                start(directory, "listen = 127.0.0.1:0", "[management]\nendpoints.web.base-path = /manage")) {
            assertThat(get(server, 0, "/manage/health").status).isEqualTo(200);
            assertThat(get(server, 0, "/actuator/health").status).isEqualTo(404);
        }
    }

    /** Answers as the routes do, so that nothing tells whether there is an actuator. */
    @Test
    void routeBelowTheActuatorsPathIsServed(@TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("www/actuator"));
        Files.writeString(directory.resolve("www/actuator/env"), "a file");
        Files.writeString(directory.resolve("www/actuator/health"), "hidden by the actuator");
        try (RunningServer server = start(directory, "listen = 127.0.0.1:0", "")) {
            assertThat(get(server, 0, "/actuator/env").body).isEqualTo("a file");
            assertThat(get(server, 0, "/actuator/health").body).contains("UP");
        }
    }

    private static String tls(CertificateProperties files) {
        return "listen = 127.0.0.1:0\nlisten_ssl = 127.0.0.1:0\nssl_cert = %s\nssl_key = %s"
                .formatted(files.certificate(), files.key());
    }

    static RunningServer start(Path directory, String serverKeys, String sections) throws IOException {
        Files.createDirectories(directory.resolve("www"));
        return RunningServer.start(
                directory,
                "[server]\naccess_log = off\n%s\n[routes]\n/ = static:%s/www\n%s\n"
                        .formatted(serverKeys, directory, sections));
    }

    static Answer get(RunningServer server, int listener, String path) throws IOException {
        return ask(server, listener, "GET " + path);
    }

    static Answer ask(RunningServer server, int listener, String methodAndPath) throws IOException {
        return Answer.of(server.send(
                listener, methodAndPath + " HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    }

    record Answer(int status, String head, String body) {

        static Answer of(String text) {
            int end = text.indexOf("\r\n\r\n");
            return new Answer(
                    Integer.parseInt(text.substring(9, 12)), text.substring(0, end + 2), text.substring(end + 4));
        }
    }
}
