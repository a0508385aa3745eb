package org.jminihttpd.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jminihttpd.badinput.EveryListener.Kind;
import org.jminihttpd.guard.Wire;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Directories of up to 100,000 entries, on a heap of 48 MB, of which listings have a third. */
@Tag("heavy")
@Timeout(300)
class LargeDirectoryWireTests {

    private static final int ENTRIES = 30_000;

    private static final List<Kind> HTTP1 = List.of(Kind.PLAIN, Kind.TLS, Kind.UNIX, Kind.INHERITED);

    private final Path root;
    private final Path directory;

    LargeDirectoryWireTests(@TempDir Path directory) throws IOException {
        this.directory = Files.createDirectories(directory.resolve("server"));
        root = Files.createDirectories(directory.resolve("root"));
        Files.writeString(root.resolve("f.txt"), "small");
    }

    private EveryListener start() throws IOException {
        return EveryListener.start(directory, "[routes]\n/ = static:" + root + "\n");
    }

    private void fill(String name, int count, String prefix) throws IOException {
        Path large = Files.createDirectories(root.resolve(name));
        for (int i = 0; i < count; i++) {
            Files.createFile(large.resolve(prefix + i));
        }
    }

    @Test
    void listingsOfOneDirectoryAreShared() throws IOException {
        fill("large", ENTRIES, "file-");
        try (EveryListener server = start()) {
            for (Kind kind : List.of(Kind.PLAIN, Kind.H2)) {
                assertWhole(server.get(kind, "/large/"));
                assertThat(server.get(kind, "/large/", "Accept: application/json")
                                .body()
                                .lines())
                        .hasSize(ENTRIES + 2);
            }
            List<Wire> slow = new ArrayList<>();
            try {
                for (int i = 0; i < 40; i++) { // 1 MB each, if each had its own
                    slow.add(ask(server, HTTP1.get(i % HTTP1.size()), "/large/"));
                }
                for (Wire client : slow) {
                    assertThat(status(client)).isEqualTo("200");
                }
                server.assertUnhurt("/f.txt");
                server.assertUnhurt("/");
            } finally {
                close(slow);
            }
            assertWhole(server.get(Kind.PLAIN, "/large/"));
            server.assertUnhurt("/f.txt");
        }
    }

    @Test
    void listingsThatDoNotFitWaitForThoseBefore() throws IOException {
        int directories = 5; // 4.6 MB each, so three fit
        for (int i = 0; i < directories; i++) {
            fill("d" + i, 20_000, "x".repeat(200));
        }
        try (EveryListener server = start()) {
            List<Wire> slow = new ArrayList<>();
            try {
                for (int i = 0; i < directories; i++) {
                    slow.add(ask(server, Kind.PLAIN, "/d" + i + "/"));
                }
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .ignoreExceptions()
                        .until(() -> slow.stream()
                                        .filter(LargeDirectoryWireTests::hasAnswer)
                                        .count()
                                >= 2);
                assertThat(server.get(Kind.PLAIN, "/f.txt").status()).isEqualTo(200); // meanwhile
                assertThat(server.get(Kind.PLAIN, "/").status()).isEqualTo(200);
                while (!slow.isEmpty()) { // each makes room for another, whichever that is
                    Wire answered = Awaitility.await()
                            .atMost(Duration.ofSeconds(60))
                            .until(
                                    () -> slow.stream()
                                            .filter(LargeDirectoryWireTests::hasAnswer)
                                            .findFirst(),
                                    Optional::isPresent)
                            .orElseThrow();
                    assertThat(status(answered)).isEqualTo("200");
                    answered.close();
                    slow.remove(answered);
                }
            } finally {
                close(slow);
            }
            for (int i = 0; i < directories; i++) {
                assertThat(server.get(Kind.H2, "/d" + i + "/").complete()).isTrue();
            }
            server.assertUnhurt("/f.txt");
        }
    }

    @Test
    void listingThatNeverFitsIsRefusedAlone() throws IOException {
        fill("huge", 100_000, "x".repeat(200));
        try (EveryListener server = start()) {
            for (Kind kind : Kind.values()) {
                assertThat(server.get(kind, "/huge/").status()).isEqualTo(503);
                assertThat(server.get(kind, "/").status()).isEqualTo(200);
                assertThat(server.get(kind, "/huge/" + "x".repeat(200) + "99").status())
                        .isEqualTo(200);
            }
            assertThat(server.log())
                    .contains("no memory for a listing of so many files")
                    .doesNotContain("\tat ");
        }
    }

    private static Wire ask(EveryListener server, Kind kind, String target) throws IOException {
        return server.open(kind).send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    private static boolean hasAnswer(Wire client) {
        try {
            return client.in().available() > 0;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String status(Wire client) throws IOException {
        return new String(client.read(12), StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length());
    }

    private static void close(List<Wire> clients) throws IOException {
        for (Wire client : clients) {
            client.close();
        }
    }

    private static void assertWhole(Answer page) {
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.complete()).isTrue();
        assertThat(page.body()).endsWith("</html>\n").contains("<p>" + ENTRIES + " files, 0 B</p>");
        assertThat(page.body().split("<tr><td><a", -1)).hasSize(ENTRIES + 1);
        assertThat(page.body().indexOf(">file-9999<")).isLessThan(page.body().indexOf(">file-10000<"));
    }
}
