package org.jminihttpd.packaged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jminihttpd.packaged.RunningJar.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of Boot from all the places that Boot has them from, as seen in what health tells; and a wrong one. */
class BootSettingsIT {

    private static final String KEY = "management.endpoint.health.show-components";

    private Path directory;

    @BeforeEach
    void use(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void healthTellsNoComponentsUnlessToldTo() throws IOException {
        assertThat(health(launch(""))).doesNotContain("components");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application.properties", "application-default.properties", "config/application.properties"})
    void fileInTheWorkingDirectoryIsRead(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, KEY + "=always");
        assertThat(health(launch(""))).contains("components");
    }

    @Test
    void fileNamedInTheConfigurationIsRead() throws IOException {
        Files.writeString(directory.resolve("more.properties"), KEY + "=always");
        assertThat(health(launch("[spring]\nconfig.import = file:more.properties")))
                .contains("components");
    }

    @Test
    void fileOfAProfileIsRead() throws IOException {
        Files.writeString(directory.resolve("application-big.yml"), KEY + ": always");
        assertThat(health(launch("").with("SPRING_PROFILES_ACTIVE", "big"))).contains("components");
    }

    @Test
    void environmentAndCommandLineAreRead() throws IOException {
        assertThat(health(launch("").with("MANAGEMENT_ENDPOINT_HEALTH_SHOW_COMPONENTS", "always")))
                .contains("components");
        assertThat(health(launch("").with("SPRING_APPLICATION_JSON", "{\"%s\":\"always\"}".formatted(KEY))))
                .contains("components");
        assertThat(health(launch("").and("--" + KEY + "=always"))).contains("components");
    }

    @Test
    void whatHealthCannotTellEndsTheStart() throws IOException {
        Outcome outcome = launch("[management]\nendpoint.health.group.x.include = nothing")
                .run();
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .startsWith("Health contributor 'nothing' defined in 'management.endpoint.health.group.x.include'");
    }

    private Launch launch(String more) throws IOException {
        return Launch.configured(
                        directory,
                        "[server]\nlisten = 127.0.0.1:0\n[routes]\n/ = static:%s/\n".formatted(directory) + more)
                .in(directory);
    }

    private static String health(Launch launch) throws IOException {
        try (RunningJar jar = launch.serve();
                InputStream answer = URI.create("http://127.0.0.1:%d/actuator/health".formatted(jar.port(0)))
                        .toURL()
                        .openStream()) {
            return new String(answer.readAllBytes(), UTF_8);
        }
    }
}
