package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines for the journal of systemd, which is a file here. */
class JournalIT {

    private static Launch journal(Launch launch, int descriptor) {
        return launch.behind(
                "sh",
                "-c",
                "exec 3>&" + descriptor + "; export JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/3); exec \"$@\"",
                "sh");
    }

    @Test
    void linesBeginWithTheirPriority(@TempDir Path directory) throws IOException {
        Launch launch = Site.in(directory).plain("127.0.0.1:0");
        try (RunningJar jar = journal(launch, 1).serve()) {
            assertThat(jar.out()).contains("<6>Listening on http://127.0.0.1:").doesNotContain("INFO");
        }
        try (RunningJar jar = launch.with("JOURNAL_STREAM", "1:1").serve()) {
            assertThat(jar.out())
                    .contains(" INFO  Listening on http://127.0.0.1:")
                    .doesNotContain("<6>");
        }
    }

    @Test
    void mistakesAreErrors(@TempDir Path directory) throws IOException {
        Launch launch = Launch.configured(directory, "[server]\nlisten = 80 x\ntimeout = soon\n[routes]\n");
        assertThat(journal(launch, 2).run().err().lines())
                .hasSizeGreaterThan(3)
                .filteredOn(line -> !line.isEmpty())
                .allSatisfy(line -> assertThat(line).startsWith("<3>"));
    }
}
