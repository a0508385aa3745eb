package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.jminihttpd.RunningServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listing is made again when it has to be, however often it is asked for. */
@Tag("lane")
class HotListingsWireTests {

    private final Path directory;
    private final Path site;

    HotListingsWireTests(@TempDir Path directory) throws IOException {
        this.directory = directory;
        site = Files.createDirectory(directory.resolve("site"));
    }

    private RunningServer start() throws IOException {
        Files.writeString(site.resolve("a.txt"), "a");
        return RunningServer.start(directory, """
                [server]
                listen = 127.0.0.1:0
                access_log = off
                [routes]
                / = static:%s
                """.formatted(site));
    }

    private static String list(RunningServer server, String accept) throws IOException {
        return server.send(0, "GET / HTTP/1.1\r\nHost: a\r\nAccept: " + accept + "\r\nConnection: close\r\n\r\n");
    }

    @Test
    void whatAppearsOrDisappearsIsSeenAtOnce() throws IOException {
        try (RunningServer server = start()) {
            for (int i = 0; i < 100; i++) {
                Files.writeString(site.resolve("new.txt"), "x");
                assertThat(list(server, "text/html")).contains("new.txt");
                Files.delete(site.resolve("new.txt"));
                assertThat(list(server, "text/html")).doesNotContain("new.txt").contains("a.txt");
            }
        }
    }

    @Test
    void sizeIsSeenWithinASecondOfItsChange() throws IOException {
        try (RunningServer server = start()) {
            Files.setLastModifiedTime(site, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
            for (int size = 10; size < 13; size++) {
                Files.writeString(site.resolve("a.txt"), "x".repeat(size));
                Instant changed = Instant.now();
                while (!list(server, "application/json").contains("\"size\":" + size + ",")) {
                    assertThat(changed).isAfter(Instant.now().minus(Duration.ofSeconds(20)));
                }
            }
        }
    }

    @Test
    void peopleAndProgramsGetTheirOwn() throws IOException {
        try (RunningServer server = start()) {
            for (int i = 0; i < 20; i++) {
                assertThat(list(server, "text/html")).contains("\r\ncontent-type: text/html; charset=utf-8\r\n");
                assertThat(list(server, "application/json"))
                        .contains("\r\ncontent-type: application/json\r\n")
                        .contains("\"name\":\"a.txt\"");
            }
        }
    }

    @Test
    void largeDirectoryIsListedWhole() throws IOException {
        try (RunningServer server = start()) {
            for (int i = 0; i < 2500; i++) {
                Files.createFile(site.resolve("f" + i));
            }
            assertThat(list(server, "application/json").split("\"name\":")).hasSize(2502);
        }
    }
}
