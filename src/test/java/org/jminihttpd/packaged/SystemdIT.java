package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The units of {@code deploy/systemd} under a real systemd, always with the machine's own Java. */
@Tag("heavy")
class SystemdIT {

    @Test
    void unitsRunTheJarAsTheirCommentsSay(@TempDir Path directory) throws IOException {
        assertThat(SystemdContainer.run("systemd.sh", directory)).isEqualTo("""
                        service alone: active
                        status: Serving / on http://*:80
                        plain: content
                        user: dynamic
                        archive in use: yes
                        stopped: success
                        warnings: 0
                        access log: 1
                        before the first request: inactive
                        plain by socket: content
                        TLS by socket: content
                        after the first request: active
                        empty capability sets: 5
                        socket without the service: active
                        socket with the service: active
                        socket after the service: inactive
                        exit code of a mistake: 78
                        restarts: 0
                        journal: /etc/jminihttpd.conf:7: [routes] / = statik:/var/www/html/   "statik" is not a destination type. Did you mean "static"?\s
                        """);
    }
}
