package org.jminihttpd.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jminihttpd.badinput.EveryListener.Kind;
import org.jminihttpd.guard.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More clients than the process may have files open (BAD_INPUTS row 28); 512, since the jars of the tests take many. */
@Timeout(300)
class FileLimitWireTests {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Path directory;

    FileLimitWireTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void thousandClientsAreRefusedUntilThereIsRoomAgain() throws Exception {
        try (EveryListener server = start("", "prlimit", "--nofile=512")) {
            assertRefusesAndRecovers(server);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"50", "100000"})
    void configuredBoundHoldsAsFarAsTheLimitOfFilesAllows(String bound) throws Exception {
        try (EveryListener server = start("max_connections = " + bound, "prlimit", "--nofile=512")) {
            assertRefusesAndRecovers(server);
        }
    }

    private static void assertRefusesAndRecovers(EveryListener server) throws Exception {
        long before = openFiles(server);
        List<Wire> clients = new ArrayList<>();
        try (Wire first = server.open(Kind.PLAIN)) {
            assertThat(first.send(GET).answer(true).status()).isEqualTo(200);
            for (int i = 0; i < 1000; i++) {
                clients.add(server.open(i % 3 == 0 ? Kind.INHERITED : i % 3 == 1 ? Kind.UNIX : Kind.PLAIN));
            }
            assertThat(first.send(GET).answer(true).status()).isEqualTo(200);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(openFiles(server)).isLessThan(512 - 50));
            long ticks = processorTicks(server);
            Thread.sleep(1000);
            assertThat(processorTicks(server) - ticks).as("no busy loop").isLessThan(60);
            assertThat(first.send(GET).answer(true).status()).isEqualTo(200);
        } finally {
            for (Wire client : clients) {
                client.close();
            }
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> openFiles(server) <= before);
        server.assertUnhurt("/");
    }

    private EveryListener start(String more, String... launcher) throws IOException {
        Files.writeString(directory.resolve("index.html"), "public");
        return EveryListener.start(
                Files.createDirectories(directory.resolve("inside")),
                more + "\n[routes]\n/ = static:" + directory + "\n",
                List.of(launcher));
    }

    private static long openFiles(EveryListener server) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(server.pid()), "fd"))) {
            return files.count();
        }
    }

    /** Hundredths of a second, of user and system. */
    private static long processorTicks(EveryListener server) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(server.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
