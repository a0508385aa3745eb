package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jminihttpd.packaged.PythonSite.Raw;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of PEP 3333 both ways, of any size and at any speed, and files. */
@Timeout(120)
class WsgiBodiesIT {

    private static PythonSite site;

    @BeforeAll
    static void serve(@TempDir Path directory) throws IOException {
        site = WsgiSite.serve(directory);
    }

    @AfterAll
    static void validatorFoundNothing() throws IOException {
        WsgiSite.close(site);
    }

    // Requests

    @ParameterizedTest
    @ValueSource(strings = {"/", "/valid/"})
    void bodiesAreReadToTheirEnd(String route) throws IOException {
        Path body = Files.write(site.directory().resolve("body"), new byte[3_000_000]);
        String expected = "3000000 " + Tool.run("md5sum", body.toString()).split(" ", 2)[0] + " 3000000\n";
        for (String[] how : new String[][] {
            {},
            {"-H", "Expect:"},
            {"-H", "Transfer-Encoding: chunked"},
            {"--http1.0"},
            {"-H", "Transfer-Encoding: chunked", "-H", "Expect:"}
        }) {
            String[] all = new String[how.length + 2];
            System.arraycopy(how, 0, all, 0, how.length);
            all[how.length] = "-T";
            all[how.length + 1] = body.toString();
            assertThat(site.body(route + "md5", all))
                    .as(String.join(" ", how))
                    .startsWith(expected)
                    .endsWith(" 3000000\n");
        }
    }

    @Test
    void applicationsThatAskContentLengthGetAChunkedBodyToo() throws IOException {
        assertThat(site.body("/valid/length", "-H", "Transfer-Encoding: chunked", "-d", "x".repeat(1000)))
                .isEqualTo("1000\n");
        assertThat(site.body("/valid/length", "-X", "POST", "-H", "Transfer-Encoding: chunked", "-d", ""))
                .isEqualTo("0\n");
    }

    @Test
    void aBodyCanBeReadByLines() throws IOException {
        assertThat(site.body("/valid/lines", "--data-binary", "one\ntwo\nthree"))
                .isEqualTo("b'one\\n' [b'two\\n', b'three'] b''\n");
        assertThat(site.body("/valid/lines")).isEqualTo("b'' [] b''\n");
    }

    @Test
    void aClientThatWaitsIsToldToGoOnWhenTheApplicationReads() throws IOException {
        try (Raw raw = site.raw()) {
            raw.send("POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(raw.until("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            raw.send("abc");
            assertThat(raw.until("3\n")).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aClientThatWaitsGetsItsAnswerIfTheApplicationDoesNotRead() throws IOException {
        try (Raw raw = site.raw()) {
            raw.send("POST /ignore HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(raw.until("not read\n")).startsWith("HTTP/1.1 200 OK").doesNotContain("100 Continue");
        }
    }

    @Test
    void aBodyThatNobodyReadsIsInNobodysWay() throws IOException {
        Path body = site.directory().resolve("unread");
        Files.write(body, new byte[20_000_000]);
        for (int i = 0; i < 8; i++) { // more often than there are threads
            assertThat(site.curl("/ignore", "-H", "Expect:", "-T", body.toString()))
                    .contains("not read");
        }
        try (Raw raw = site.raw()) {
            String post = "POST /ignore HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabcde";
            String answer = raw.send(post + post + "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                    .rest();
            assertThat(answer.split("not read", -1)).hasSize(3);
            assertThat(answer).contains("hello from");
        }
    }

    @Test
    void aGibibyteIsTakenWithAHeapOf64Mebibytes() throws IOException {
        Path body = sparse("gibibyte", 1L << 30);
        String expected = "1073741824 " + Tool.run("md5sum", body.toString()).split(" ", 2)[0] + " 1073741824\n";
        assertThat(site.body("/md5", "-H", "Expect:", "-T", body.toString())).isEqualTo(expected);
        assertThat(site.body("/md5", "-H", "Transfer-Encoding: chunked", "-T", body.toString()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes?1073741824", "file?whole:gibibyte"})
    void aGibibyteIsGivenWithAHeapOf64Mebibytes(String path) throws IOException {
        String file = sparse("gibibyte", 1L << 30).toString();
        assertThat(Tool.run(
                        "curl",
                        "-sS",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code} %{size_download}",
                        site.url("/" + path.replace("gibibyte", file))))
                .isEqualTo("200 1073741824");
    }

    private static Path sparse(String name, long size) throws IOException {
        Path path = site.directory().resolve(name);
        try (var file = new java.io.RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
        }
        return path;
    }

    @Test
    void aClientThatDoesNotReadHoldsUpTheApplication() throws IOException {
        long before = Long.parseLong(site.body("/pieces_of_endless"));
        List<Raw> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(site.raw().send(PythonSite.get("/endless")));
        }
        AtomicLong last = new AtomicLong(-1);
        site.jar().await(() -> {
            Thread.sleep(500);
            long now = Long.parseLong(site.body("/pieces_of_endless"));
            return now == last.getAndSet(now) && now > before;
        });
        assertThat(last.get() - before).isLessThan(3 * 256); // 16 MiB each, most of it in the kernel
        for (Raw client : clients) {
            client.close();
        }
    }

    @Test
    void anApplicationThatDoesNotReadHoldsUpTheClient() throws Exception {
        Path go = site.directory().resolve("go");
        int length = 100_000_000;
        AtomicLong sent = new AtomicLong();
        try (Raw raw = site.raw()) {
            raw.send("POST /read_when?%s HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n".formatted(go, length));
            Thread client = new Thread(() -> {
                try {
                    byte[] piece = new byte[10_000];
                    while (sent.get() < length) {
                        raw.out().write(piece);
                        sent.addAndGet(piece.length);
                    }
                } catch (IOException e) {
                    sent.set(-1);
                }
            });
            client.start();
            AtomicLong last = new AtomicLong(-1);
            site.jar().await(() -> {
                Thread.sleep(500);
                return sent.get() == last.getAndSet(sent.get()) && sent.get() > 0;
            });
            assertThat(sent.get()).isBetween(1L, 50_000_000L);
            Files.createFile(go);
            assertThat(raw.until("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            client.join();
            assertThat(sent.get()).isEqualTo(length);
        }
    }

    @Test
    void anUploadThatIsBrokenOffIsNoNews() throws IOException {
        for (int i = 0; i < 8; i++) { // more often than there are threads
            try (Raw raw = site.raw()) {
                raw.send("POST /md5 HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc");
            }
        }
        assertThat(site.body("/")).startsWith("hello");
        assertThat(site.log()).doesNotContain("md5 failed");
    }

    // Files

    @ParameterizedTest
    @CsvSource({
        "whole, 0123456789abcdefghij",
        "unbuffered, 0123456789abcdefghij",
        "middle, abcdefghij",
        "short, 01234",
        "exact, 0123456789abcdefghij",
        "deleted, 0123456789abcdefghij",
        "memory, 0123456789abcdefghij",
        "gzip, 0123456789abcdefghij"
    })
    void filesAreSentAsTheyAreRead(String kind, String content) throws IOException {
        for (String route : new String[] {"", "/valid"}) {
            boolean invalid = !route.isEmpty() && kind.equals("short"); // there the length is only a claim
            String body =
                    site.body(route + "/file?" + kind + ":" + site.directory().resolve("data"));
            assertThat(body).isEqualTo(invalid ? "01234" : content);
        }
    }

    @Test
    void filesThatTheKernelMakesUpAreSentToo() throws IOException {
        assertThat(site.body("/file?proc:")).contains("Name:\tpython3");
    }

    @Test
    void aFileShorterThanItsContentLengthIsBrokenOff() throws IOException {
        assertThat(site.curl("/file?long:" + site.directory().resolve("data")))
                .contains("Content-Length: 1000")
                .contains("curl: (18)");
    }

    @Test
    void aFileOnDiskHoldsUpNoThread() throws Exception {
        Path large = sparse("large", 1L << 30);
        Raw[] clients = new Raw[8]; // twice as many as threads
        for (int i = 0; i < clients.length; i++) {
            clients[i] = site.raw();
            clients[i]
                    .send("GET /file?whole:" + large + " HTTP/1.1\r\nHost: h\r\n\r\n")
                    .until("\r\n\r\n");
        }
        assertThat(site.body("/")).startsWith("hello"); // although nobody reads
        for (Raw client : clients) {
            client.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"crumbs, 20000", "bytes, 20000", "bytes, 5000001"})
    void everyByteArrivesHoweverTheyAreMade(String path, int count) throws IOException {
        Path body = site.directory().resolve("received");
        Tool.run("curl", "-sS", "-o", body.toString(), site.url("/" + path + "?" + count));
        byte[] received = Files.readAllBytes(body);
        assertThat(received).hasSize(count);
        for (int i = 0; i < count; i++) {
            if (received[i] != (byte) i) {
                throw new AssertionError("byte " + i + " is " + received[i]);
            }
        }
    }
}
