package org.jminihttpd.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jminihttpd.RunningServer;
import org.jminihttpd.listen.TestLane;
import org.jminihttpd.route.CurrentRouteTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The run of the tests without the fast lane is one without it, and the other has it. */
@Tag("lane")
class LaneRunTests {

    private final Path directory;

    LaneRunTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void programHasTheLaneThatTheBuildSays() throws IOException {
        Path file = Files.writeString(directory.resolve("a.txt"), "hello");
        try (RunningServer server = RunningServer.start(directory, """
                        [server]
                        listen = 127.0.0.1:0
                        [routes]
                        /a.txt = static:%s
                        """.formatted(file));
                RunningServer.Client client = server.connect(0)) {
            for (int i = 0; i < 3; i++) {
                client.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n").head();
                client.read(5);
            }
            boolean isOn =
                    server.bean(CurrentRouteTable.class).table().hotAnswers().has("/a.txt");
            assertThat(isOn).isEqualTo(!Boolean.getBoolean("lane.off")).isEqualTo(TestLane.isOn());
        }
    }
}
