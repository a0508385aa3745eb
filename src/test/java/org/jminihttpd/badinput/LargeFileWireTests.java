package org.jminihttpd.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jminihttpd.badinput.EveryListener.Kind;
import org.jminihttpd.guard.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files larger than any heap, buffer or 32-bit number, on a heap of 48 MB. */
@Tag("heavy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class LargeFileWireTests {

    private static final long LENGTH = (4L << 30) + (64 << 20);

    private Path file;
    private EveryListener server;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        file = root.resolve("large.img");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(LENGTH);
            for (long at : new long[] {0, 1L << 31, 1L << 32, LENGTH - 16}) {
                sparse.seek(Math.max(0, at - 8));
                sparse.write("[%014x]".formatted(at).getBytes(StandardCharsets.US_ASCII));
            }
        }
        server = EveryListener.start(
                Files.createDirectories(directory.resolve("server")), "[routes]\n/ = static:" + root + "\n");
    }

    @AfterAll
    void stop() throws IOException {
        try {
            server.assertUnhurt("/");
        } finally {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, (1L << 31) - 8, (1L << 31) - 1, 1L << 31, (1L << 32) - 8, 1L << 32, LENGTH - 24, LENGTH - 1})
    void rangeIsThatOfTheFile(long first) throws IOException {
        long last = Math.min(first + 15, LENGTH - 1);
        byte[] expected = new byte[(int) (last - first + 1)];
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            reader.seek(first);
            reader.readFully(expected);
        }
        for (Kind kind : Kind.values()) {
            Answer answer = server.get(kind, "/large.img", "Range: bytes=" + first + "-" + last);
            assertThat(answer.status()).isEqualTo(206);
            assertThat(answer.field("content-range")).isEqualTo("bytes " + first + "-" + last + "/" + LENGTH);
            assertThat(answer.body()).isEqualTo(new String(expected, StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void severalRangesLieFarApart() throws IOException {
        String range = "bytes=-8,2147483640-2147483655,4294967288-4294967303";
        for (Kind kind : Kind.values()) {
            Answer answer = server.get(kind, "/large.img", "Range: " + range);
            assertThat(answer.status()).isEqualTo(206);
            assertThat(answer.complete()).isTrue();
            assertThat(answer.body())
                    .contains("[00000080000000]", "[00000100000000]")
                    .contains("Content-Range: bytes %d-%d/%d".formatted(LENGTH - 8, LENGTH - 1, LENGTH));
        }
    }

    @Test
    void headTellsTheLength() throws IOException {
        for (Kind kind : Kind.values()) {
            assertThat(server.send(kind, "HEAD", "/large.img").field("content-length"))
                    .isEqualTo(String.valueOf(LENGTH));
        }
    }

    @Test
    void wholeFileArrives() throws IOException {
        try (Wire client = server.open(Kind.PLAIN)) {
            assertThat(bodyLength(client, "GET /large.img HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .isEqualTo(LENGTH);
        }
        try (Wire client = server.open(Kind.TLS)) {
            String range = "Range: bytes=4294000000-4360000000\r\n";
            assertThat(bodyLength(
                            client, "GET /large.img HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + range + "\r\n"))
                    .isEqualTo(66_000_001);
        }
    }

    private static long bodyLength(Wire client, String request) throws IOException {
        client.send(request);
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) client.read());
        }
        byte[] buffer = new byte[1 << 16];
        long length = 0;
        for (int read = client.in().read(buffer); read >= 0; read = client.in().read(buffer)) {
            length += read;
        }
        return length;
    }

    @Test
    void kernelSendsTheFileWhereNothingIsEncrypted(@TempDir Path directory) throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/strace")), "strace is not installed");
        Path calls = directory.resolve("calls");
        try (EveryListener traced = EveryListener.start(
                Files.createDirectories(directory.resolve("server")),
                "[routes]\n/ = static:" + file.getParent() + "\n",
                List.of("strace", "-D", "-f", "--seccomp-bpf", "-e", "trace=sendfile", "-o", calls.toString()))) {
            for (Kind kind : new Kind[] {Kind.TLS, Kind.H2}) {
                assertThat(traced.get(kind, "/large.img", "Range: bytes=0-999999")
                                .body())
                        .hasSize(1_000_000);
            }
            assertThat(sendfiles(calls)).isZero();
            for (Kind kind : new Kind[] {Kind.PLAIN, Kind.UNIX, Kind.INHERITED}) {
                long before = sendfiles(calls);
                assertThat(traced.get(kind, "/large.img", "Range: bytes=0-999999")
                                .body())
                        .hasSize(1_000_000);
                Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> sendfiles(calls) > before);
            }
        }
    }

    private static long sendfiles(Path calls) throws IOException {
        try (var lines = Files.lines(calls)) {
            return lines.filter(line -> line.contains("sendfile(")).count();
        }
    }
}
