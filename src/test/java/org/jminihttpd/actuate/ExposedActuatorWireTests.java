package org.jminihttpd.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.actuate.ActuatorWireTests.ask;
import static org.jminihttpd.actuate.ActuatorWireTests.get;
import static org.jminihttpd.actuate.ActuatorWireTests.start;

import java.io.IOException;
import java.nio.file.Path;
import org.jminihttpd.RunningServer;
import org.jminihttpd.actuate.ActuatorWireTests.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Boot's whole actuator, where {@code [management]} asks for it: on a listener of its own, each endpoint at work. */
@TestInstance(Lifecycle.PER_CLASS)
class ExposedActuatorWireTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SITE = 0;
    private static final int MANAGEMENT = 1;

    private final RunningServer server;

    ExposedActuatorWireTests(@TempDir Path directory) throws IOException {
        server = start(directory, "listen = 127.0.0.1:0", """
                [management]
                listen = 127.0.0.1:0
                endpoints.web.exposure.include = *
                endpoint.env.show-values = never
                endpoint.heapdump.access = unrestricted
                endpoint.health.show-components = always
                [logging]
                file.name = %s/server.log
                level.org.jminihttpd = info
                """.formatted(directory));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "info, {",
        "env, propertySources",
        "loggers, ROOT",
        "loggers/ROOT, configuredLevel",
        "threaddump, threadName",
        "mappings, contexts",
        "conditions, positiveMatches",
        "beans, listenersCustomizer",
        "configprops, management.endpoints.web",
        "health, UP",
        "health/listeners, UP",
    })
    void endpointWorks(String path, String part) throws IOException {
        Answer answer = get(server, MANAGEMENT, "/actuator/" + path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head()).containsIgnoringCase("\r\nX-Content-Type-Options: nosniff\r\n");
        assertThat(answer.body()).contains(part);
        assertThat(get(server, SITE, "/actuator/" + path).status()).isEqualTo(404);
    }

    @Test
    void indexLinksToTheEndpoints() throws IOException {
        JsonNode links =
                JSON.readTree(get(server, MANAGEMENT, "/actuator").body()).get("_links");
        assertThat(links.propertyNames())
                .contains(
                        "self",
                        "beans",
                        "conditions",
                        "configprops",
                        "env",
                        "health",
                        "heapdump",
                        "info",
                        "logfile",
                        "loggers",
                        "mappings",
                        "threaddump")
                .doesNotContain("shutdown");
    }

    @Test
    void heapdumpIsOne() throws IOException {
        try (RunningServer.Client client = server.connect(MANAGEMENT)) {
            client.send("GET /actuator/heapdump HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            String answer = new String(client.read(2048), java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("JAVA PROFILE 1.0.");
        }
    }

    @Test
    void levelOfALoggerCanBeChanged() throws IOException {
        String path = "/actuator/loggers/org.jminihttpd.actuate.none";
        String body = "{\"configuredLevel\":\"ERROR\"}";
        Answer changed = Answer.of(server.send(
                MANAGEMENT,
                "POST %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(path, body.length(), body)));
        assertThat(changed.status()).isEqualTo(204);
        assertThat(get(server, MANAGEMENT, path).body()).contains("\"effectiveLevel\":\"ERROR\"");
    }

    @Test
    void valuesOfTheEnvironmentAreNotShown() throws IOException {
        assertThat(get(server, MANAGEMENT, "/actuator/env/java.version").body())
                .contains("******")
                .doesNotContain(System.getProperty("java.version"));
    }

    @Test
    void nothingElseIsThere() throws IOException {
        assertThat(get(server, MANAGEMENT, "/").status()).isEqualTo(404);
        assertThat(get(server, MANAGEMENT, "/actuator/shutdown").status()).isEqualTo(404);
        assertThat(get(server, MANAGEMENT, "/actuator/none").status()).isEqualTo(404);
        assertThat(ask(server, MANAGEMENT, "POST /actuator/shutdown").status()).isIn(404, 405);
        assertThat(ask(server, MANAGEMENT, "POST /actuator/env").status()).isEqualTo(405);
        assertThat(get(server, SITE, "/actuator").status()).isEqualTo(404);
    }

    /** As in Boot itself: what would tell secrets or end the process needs a key of its own. */
    @Test
    void allEndpointsAreNotTheDangerousOnes(@TempDir Path directory) throws IOException {
        try (RunningServer all =
                start(directory, "listen = 127.0.0.1:0", "[management]\nendpoints.web.exposure.include = *")) {
            assertThat(get(all, SITE, "/actuator/info").status()).isEqualTo(200);
            assertThat(get(all, SITE, "/actuator/heapdump").status()).isEqualTo(404);
            assertThat(get(all, SITE, "/actuator/shutdown").status()).isEqualTo(404);
            assertThat(get(all, SITE, "/actuator/health/listeners").status()).isEqualTo(404);
        }
    }

    @Test
    void listOfEndpointsIsAllThereIs(@TempDir Path directory) throws IOException {
        try (RunningServer few = start(
                directory, "listen = 127.0.0.1:0", "[management]\nendpoints.web.exposure.include = health, info")) {
            assertThat(get(few, SITE, "/actuator/health").body())
                    .contains("\"status\":\"UP\"")
                    .doesNotContain("components");
            assertThat(get(few, SITE, "/actuator/info").status()).isEqualTo(200);
            assertThat(get(few, SITE, "/").status()).isEqualTo(200);
            for (String path :
                    new String[] {"env", "beans", "heapdump", "loggers", "threaddump", "mappings", "conditions"}) {
                assertThat(get(few, SITE, "/actuator/" + path).status())
                        .as(path)
                        .isEqualTo(404);
            }
            for (String path :
                    new String[] {"//actuator/info", "/actuator;/info", "/x/../actuator/info", "/%61ctuator/info"}) {
                assertThat(get(few, SITE, path).status()).as(path).isEqualTo(404);
            }
        }
    }
}
