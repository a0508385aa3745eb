package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jminihttpd.destination.files.StaticServer.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Files that change between requests or while they are sent, on every transport. */
@Tag("heavy")
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class ChangingFilesWireTests {

    /** More than all buffers between a file and a client that does not read. */
    private static final int LARGE = 64_000_000;

    private final Path root;
    private StaticServer server;

    ChangingFilesWireTests(@TempDir Path root) {
        this.root = root;
    }

    @BeforeEach
    void start() {
        server = new StaticServer(root);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void truncatedFileEndsItsOwnAnswerOnly(Transport transport, CapturedOutput output) throws Exception {
        Path victim = file("victim.bin", LARGE, 'v');
        file("other.bin", LARGE, 'o');
        InputStream other = open(transport, "/other.bin");
        InputStream body = open(transport, "/victim.bin");
        assertThat(body.read()).isEqualTo('v');
        truncate(victim, 1_000_000);
        assertThatThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()))
                .isInstanceOf(IOException.class);
        assertThat(count(other, 'o')).isEqualTo(LARGE);
        Awaitility.await().until(() -> output.toString().contains("The answer to /victim.bin ended early: "));
        assertThat(output).doesNotContain("The answer to /other.bin");
        HttpResponse<byte[]> next = get(transport, "/victim.bin");
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(next.body()).hasSize(1_000_000);
    }

    @ParameterizedTest
    @EnumSource
    void truncatedFileEndsItsRangesToo(Transport transport) throws Exception {
        Path victim = file("victim.bin", LARGE, 'v');
        InputStream body = open(transport, "/victim.bin", "Range", "bytes=0-9,100-,10-20");
        truncate(victim, 50);
        assertThatThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()))
                .isInstanceOf(IOException.class);
        assertThat(get(transport, "/victim.bin").body()).hasSize(50);
    }

    @ParameterizedTest
    @EnumSource
    void growingFileIsSentAsLongAsItWas(Transport transport) throws Exception {
        Path log = file("log", LARGE, 'a');
        InputStream body = open(transport, "/log");
        assertThat(body.read()).isEqualTo('a');
        Files.writeString(log, "b".repeat(100_000), StandardOpenOption.APPEND);
        assertThat(count(body, 'a')).isEqualTo(LARGE - 1);
        assertThat(get(transport, "/log").body()).hasSize(LARGE + 100_000);
    }

    @ParameterizedTest
    @EnumSource
    void vanishedFileIsSentToItsEnd(Transport transport) throws Exception {
        Path file = file("file", LARGE, 'a');
        InputStream body = open(transport, "/file");
        assertThat(body.read()).isEqualTo('a');
        Files.delete(file);
        assertThat(count(body, 'a')).isEqualTo(LARGE - 1);
        assertThat(get(transport, "/file").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource
    void replacedFileIsSentAsItWas(Transport transport) throws Exception {
        Path file = file("file", LARGE, 'a');
        Path next = file("next", LARGE / 2, 'b');
        InputStream body = open(transport, "/file");
        assertThat(body.read()).isEqualTo('a');
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(count(body, 'a')).isEqualTo(LARGE - 1);
        assertThat(count(open(transport, "/file"), 'b')).isEqualTo(LARGE / 2);
    }

    @Tag("lane")
    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "TLS"})
    void everyRewriteIsSeen(Transport transport) throws Exception {
        Path file = root.resolve("f.txt");
        try (Socket socket = server.connect(transport)) {
            for (int i = 10_000; i < 10_500; i++) {
                Files.writeString(file, String.valueOf(i));
                assertThat(ask(socket, "/f.txt")).isEqualTo(String.valueOf(i));
                if (i % 100 == 0) { // long enough for a copy to be kept
                    pause();
                    for (int hit = 0; hit < 3; hit++) {
                        assertThat(ask(socket, "/f.txt")).isEqualTo(String.valueOf(i));
                    }
                }
            }
        }
    }

    @Tag("lane")
    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "TLS"})
    void everyReplacementIsSeen(Transport transport) throws Exception {
        Path file = root.resolve("f.txt");
        Path draft = root.resolve("draft");
        try (Socket socket = server.connect(transport)) {
            for (int i = 10_000; i < 10_300; i++) {
                Files.writeString(draft, String.valueOf(i));
                Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                assertThat(ask(socket, "/f.txt")).isEqualTo(String.valueOf(i));
            }
        }
    }

    @Tag("lane")
    @ParameterizedTest
    @EnumSource
    void createdAndDeletedFilesAreSeenAtOnce(Transport transport) throws Exception {
        Files.createDirectories(root.resolve("d"));
        for (String name : new String[] {"f.txt", "d/index.html"}) {
            String target = "/" + name.replace("index.html", "");
            for (int i = 0; i < 50; i++) {
                byte[] without = get(transport, target).body();
                assertThat(new String(without, StandardCharsets.UTF_8)).doesNotContain("kept");
                Files.writeString(root.resolve(name), "kept " + i);
                for (int hit = 0; hit < 2; hit++) {
                    assertThat(new String(get(transport, target).body(), StandardCharsets.UTF_8))
                            .isEqualTo("kept " + i);
                }
                if (i % 10 == 0) {
                    pause();
                    for (int hit = 0; hit < 3; hit++) {
                        get(transport, target);
                    }
                }
                Files.delete(root.resolve(name));
            }
        }
    }

    @Test
    void keptFilesAreBounded() throws Exception {
        for (int i = 0; i < 400; i++) {
            file("large" + i, 200_000, 'x');
            file("small" + i, 120_000, 'x');
        }
        pause();
        long before = UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        for (int i = 0; i < 400; i++) {
            assertThat(get(Transport.PLAIN, "/large" + i).statusCode()).isEqualTo(200);
            for (int hit = 0; hit < 3; hit++) { // the last is the fast lane's, which holds no bytes of its own
                assertThat(get(Transport.PLAIN, "/small" + i).body()).hasSize(120_000);
            }
        }
        assertThat(UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before)
                .isBetween(1_000_000L, 34L << 20);
        assertThat(openFiles()).isLessThanOrEqualTo(66);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> openFiles() == 0);
    }

    /** A client that goes while a disk is being asked must not leave what came too late. */
    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "TLS"})
    void abandonedRequestsLeaveNothingOpen(Transport transport, CapturedOutput output) throws Exception {
        int files = transport == Transport.PLAIN ? 300 : 60;
        for (int i = 0; i < files; i++) {
            file("f" + i, 200_000, 'x');
        }
        for (int i = 0; i < files; i++) {
            try (Socket socket = server.connect(transport)) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream()
                        .write(("GET /f" + i + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> openFiles() == 0);
        assertThat(output).doesNotContain("The answer to /f");
    }

    /** Until what was written before may be kept ({@link FileStamp#isSettled}). */
    private static void pause() throws InterruptedException {
        Thread.sleep(25);
    }

    private Path file(String name, int length, char content) throws IOException {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) content);
        return Files.write(root.resolve(name), bytes);
    }

    private static void truncate(Path file, long length) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(length);
        }
    }

    /** Descriptors of this process, which the server is in, of files below the root. */
    private long openFiles() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(each -> {
                        try {
                            return Files.readSymbolicLink(each).startsWith(root);
                        } catch (IOException e) { // closed since
                            return false;
                        }
                    })
                    .count();
        }
    }

    private InputStream open(Transport transport, String target, String... fields) throws Exception {
        return server.client(transport)
                .send(request(transport, target, fields), BodyHandlers.ofInputStream())
                .body();
    }

    private HttpResponse<byte[]> get(Transport transport, String target) throws Exception {
        return server.client(transport).send(request(transport, target), BodyHandlers.ofByteArray());
    }

    private HttpRequest request(Transport transport, String target, String... fields) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(transport, target));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return request.build();
    }

    /** The body of an answer on a connection that stays open. */
    private static String ask(Socket socket, String target) throws IOException {
        socket.getOutputStream()
                .write(("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("ended: " + head);
            }
            head.append((char) b);
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 200");
        int at = head.indexOf("content-length: ") + 16;
        int length = Integer.parseInt(head.substring(at, head.indexOf("\r\n", at)));
        return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
    }

    /** Bytes until the end, all of which must be the same. */
    private static long count(InputStream in, char content) throws IOException {
        byte[] buffer = new byte[65536];
        long count = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            for (int i = 0; i < read; i++) {
                if (buffer[i] != content) {
                    throw new AssertionError("byte " + (count + i) + " is " + buffer[i]);
                }
            }
            count += read;
        }
        return count;
    }
}
