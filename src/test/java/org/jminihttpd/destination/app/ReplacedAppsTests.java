package org.jminihttpd.destination.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A new version of a jar takes over while requests run, and nothing stays of the old one. */
class ReplacedAppsTests {

    @ParameterizedTest
    @ValueSource(strings = {"plain", "boot"})
    void oldRequestsFinishAndOldClassLoadersAreCollected(String kind, @TempDir Path directory) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:SoftRefLRUPolicyMSPerMB=0", // soft references are caches: they may not hide a leak, nor be
                        // one
                        "-Djava.io.tmpdir=" + directory,
                        "-cp",
                        TestJar.classPath()
                                .map(Path::toString)
                                .reduce((a, b) -> a + ":" + b)
                                .orElseThrow(),
                        ReplacedApps.class.getName(),
                        kind,
                        directory.toString()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output).contains("collected 2 of 2").doesNotContain("is left to itself");
        assertThat(directory.resolve("trace")).hasContent("destroyed".repeat(2));
        assertThat(directory).isDirectoryNotContaining("glob:**/jminihttpd-app-*");
    }
}
