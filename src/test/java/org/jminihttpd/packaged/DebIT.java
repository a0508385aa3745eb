package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code target/jminihttpd.deb}: by Debian's rules, and in a machine with a real systemd. */
@Tag("heavy")
class DebIT {

    @Test
    void lintianFindsNoMistake() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/lintian")), "the package lintian is missing");
        assertThat(Tool.run(
                                "lintian",
                                Launch.JAR.resolveSibling("jminihttpd.deb").toString())
                        .lines())
                // of Jackson, for newer JDKs; about the user who runs it
                .filteredOn(line -> !line.matches(".*(unknown-java-class-version|with root privileges).*"))
                .isEmpty();
    }

    @Test
    void packageInstallsUpgradesAndLeavesNothing(@TempDir Path directory) throws IOException {
        String output = SystemdContainer.run("deb.sh", directory, "deb_reloads.py");
        output.lines().filter(line -> line.startsWith("figures: ")).forEach(System.out::println);
        assertThat(output.replaceAll("figures: .*\n", "")).isEqualTo("""
                        package: install ok installed
                        service: active
                        at boot: enabled
                        socket at boot: disabled
                        user: jminihttpd jminihttpd
                        archive in use: yes
                        file: content
                        check: The configuration has no mistakes.
                        health: http://127.0.0.1:80/actuator/health: UP (HTTP 200)
                        owner of the log: jminihttpd
                        manual: yes
                        rotated: access.log:1 access.log.1:1\s
                        %d rounds, 0 failures
                        configuration: # mine
                        restarted: active
                        flags: 1
                        archives made by a start: 0
                        removed: inactive
                        configuration: # mine
                        left after purge:\s
                        """.formatted(SystemdContainer.ROUNDS));
    }
}
