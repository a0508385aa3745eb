package org.jminihttpd.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jminihttpd.badinput.EveryListener.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Someone who may write below the root swaps what is there for links to the outside, all the time (CVE-2024-50379). */
@Tag("heavy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class SymlinkRaceWireTests {

    private static final String SECRET = "the-secret";

    /** As long as the secret, and as old. */
    private static final String PUBLIC = "the-public";

    private static final Duration TIME = Duration.ofSeconds(5);

    private Path root;
    private Path outside;
    private EveryListener server;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        root = Files.createDirectories(directory.resolve("root"));
        outside = Files.createDirectories(directory.resolve("outside"));
        Files.writeString(Files.createDirectories(root.resolve("d")).resolve("f"), PUBLIC);
        Files.writeString(Files.createDirectories(root.resolve("deep/d")).resolve("f"), PUBLIC);
        Files.writeString(root.resolve("f"), PUBLIC);
        Files.writeString(outside.resolve("f"), SECRET);
        Files.writeString(outside.resolve(SECRET), SECRET);
        Files.createDirectories(outside.resolve("d"));
        Files.writeString(outside.resolve("d/f"), SECRET);
        server = EveryListener.start(
                Files.createDirectories(directory.resolve("server")),
                "[routes]\n/ = static:" + root + "\n/never/ = static:" + root
                        + "\n[route /never/]\nsymlinks = never\n");
    }

    @AfterAll
    void stop() throws IOException {
        try {
            server.assertUnhurt("/f");
        } finally {
            server.close();
        }
    }

    @Test
    void swappedDirectoryNeverShowsTheOutside() throws Exception {
        Path link = Files.createSymbolicLink(root.resolve("link"), outside);
        swapping(root.resolve("d"), link, List.of("/d/f", "/never/d/f", "/d/", "/d/" + SECRET));
    }

    @Test
    void swappedParentNeverShowsTheOutside() throws Exception {
        Path link = Files.createSymbolicLink(root.resolve("link2"), outside);
        swapping(root.resolve("deep"), link, List.of("/deep/d/f", "/never/deep/d/f", "/deep/d/"));
    }

    @Test
    void swappedFileNeverShowsTheOutside() throws Exception {
        Path link = Files.createSymbolicLink(root.resolve("link3"), outside.resolve("f"));
        swapping(root.resolve("f"), link, List.of("/f", "/never/f", "/"));
    }

    /** Neither the path nor the file changes, only the way from one to the other; also for answers that are replayed. */
    @Test
    void directoryMovedOutIsNoLongerServed() throws Exception {
        Path moved = Files.createDirectories(root.resolve("moved"));
        Files.writeString(moved.resolve("f"), PUBLIC);
        Thread.sleep(25); // so that it may be kept
        for (Kind kind : Kind.values()) {
            try (Client client = server.connect(kind)) {
                for (int i = 0; i < 4; i++) {
                    assertThat(client.send("GET", "/moved/f").body()).isEqualTo(PUBLIC);
                }
                Files.move(moved, outside.resolve("moved"));
                Files.createSymbolicLink(moved, outside.resolve("moved"));
                for (String target : List.of("/moved/f", "/never/moved/f", "/moved/", "/moved")) {
                    assertThat(client.send("GET", target).status())
                            .as(kind + target)
                            .isEqualTo(404);
                }
                Files.delete(moved);
                Files.move(outside.resolve("moved"), moved);
            }
        }
    }

    private void swapping(Path real, Path link, List<String> targets) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Future<Integer> swaps = threads.submit(() -> swap(real, link, stop));
            List<Future<?>> clients = new ArrayList<>();
            for (Kind kind : Kind.values()) {
                for (int i = 0; i < 2; i++) {
                    clients.add(threads.submit(() -> {
                        fetch(kind, targets, statuses);
                        return null;
                    }));
                }
            }
            try {
                for (Future<?> client : clients) {
                    client.get(2, TimeUnit.MINUTES);
                }
            } finally {
                stop.set(true);
            }
            assertThat(swaps.get(20, TimeUnit.SECONDS)).isGreaterThan(1000);
            assertThat(statuses.keySet()).isSubsetOf(200, 301, 404).contains(200, 404);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Both states in turn, with a moment between them at which there is nothing. */
    private static int swap(Path real, Path link, AtomicBoolean stop) throws IOException {
        Path aside = real.resolveSibling("." + real.getFileName());
        int swaps = 0;
        while (!stop.get()) {
            Files.move(real, aside);
            Files.move(link, real);
            Files.move(real, link);
            Files.move(aside, real);
            swaps++;
        }
        return swaps;
    }

    private void fetch(Kind kind, List<String> targets, Map<Integer, Integer> statuses) throws IOException {
        Instant end = Instant.now().plus(TIME);
        while (Instant.now().isBefore(end)) {
            try (Client client = server.connect(kind)) {
                for (int i = 0; client.isOpen() && Instant.now().isBefore(end); i++) {
                    Answer answer = client.send("GET", targets.get(i % targets.size()));
                    statuses.merge(answer.status(), 1, Integer::sum);
                    assertThat(answer.body()).doesNotContain(SECRET);
                    assertThat(answer.complete()).isTrue();
                }
            }
        }
    }
}
