package org.jminihttpd.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jminihttpd.listen.NotifySocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyslogTests {

    @Test
    void eachLineIsADatagramWithPriorityTimeAndTag(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("log");
        try (NotifySocket daemon = new NotifySocket(path)) {
            Syslog syslog = new Syslog(path);
            byte[] lines = "one line\nanother\n".getBytes(StandardCharsets.US_ASCII);
            syslog.write(lines, lines.length);
            String head = "<30>[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d jminihttpd\\[\\d+]: ";
            assertThat(daemon.next()).matches(head + "one line");
            assertThat(daemon.next()).matches(head + "another");
            syslog.close();
        }
    }

    @Test
    void missingDaemonIsAFailureOfWriting(@TempDir Path directory) throws IOException {
        Syslog syslog = new Syslog(directory.resolve("none"));
        assertThatIOException().isThrownBy(() -> syslog.write(new byte[] {'a', '\n'}, 2));
        syslog.close();
    }
}
