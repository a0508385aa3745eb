package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark still runs: it starts the packaged jar, and what it prints is a table. Its figures mean nothing here. */
@Tag("heavy")
class BenchmarkIT {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @BeforeEach
    void needsItsPrograms() {
        for (String program : new String[] {"wrk", "taskset", "openssl"}) {
            assumeThat(Path.of("/usr/bin", program)).exists();
        }
    }

    @Test
    void serversAreComparedInOneTable() throws IOException {
        boolean nginx = Path.of("/usr/sbin/nginx").toFile().exists();
        String printed = Tool.run(
                "src/bench/run",
                "--servers=" + (nginx ? "nginx,jminihttpd" : "jminihttpd"),
                "--tests=304",
                "--rounds=1",
                "--seconds=1",
                "--warm-up=0",
                "--no-archive",
                "--java=" + JAVA);
        assertThat(printed)
                .containsPattern("(?m)^\\| 304 \\| jminihttpd \\| [0-9.,]+ \\| [0-9.]+ \\| [0-9.]+ \\| [0-9.,]+ µs ");
        if (nginx) {
            assertThat(printed).contains("|  | nginx, absolute | jminihttpd |\n|---|--:|--:|\n| 304 | ");
        }
    }

    @Test
    void seriesEndsInATableAVerdictAndCurves(@TempDir Path directory) throws IOException {
        String printed = Tool.run(
                "src/bench/scale",
                "connections",
                "--sizes=1,2",
                "--rounds=1",
                "--seconds=1",
                "--warm-up=0",
                "--no-archive",
                "--out=" + directory,
                "--java=" + JAVA);
        assertThat(printed)
                .contains(
                        "### connections",
                        "| active connections | CPU µs per request, fast lane |",
                        "- CPU µs per request, ")
                .containsPattern("(?m)^\\| 2( \\| [0-9.,]+){4} \\|$");
        assertThat(directory.resolve("connections.svg"))
                .content()
                .startsWith("<svg ")
                .endsWith("</svg>\n");
    }
}
