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

/** PEP 3333, as an application and a client see it; every route but the first goes through wsgiref.validate as well. */
@Timeout(120)
class WsgiIT {

    private static PythonSite site;

    @BeforeAll
    static void serve(@TempDir Path directory) throws IOException {
        site = PythonSite.serve(directory, """
                [routes]
                / = wsgi:@/app.py
                /valid/ = wsgi:@/validated.py
                /deep/er/ = wsgi:@/validated.py
                /single = wsgi:@/validated.py
                /project/ = wsgi:@/project:inner/wsgi.py
                [route /]
                threads = 4
                """);
        Files.writeString(directory.resolve("data"), "0123456789abcdefghij");
    }

    @AfterAll
    static void validatorFoundNothing() throws IOException {
        try (PythonSite closing = site) {
            assertThat(closing.log()).doesNotContain("validate.py", "WSGIWarning");
        }
    }

    // The seed

    @Test
    void wsgiSupport() throws IOException {
        assertThat(site.curl("/")).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\n\r\nhello from ");
    }

    @Test
    void modulePathComesFirstOnSysPathAndTheScriptIsRelativeToIt() throws IOException {
        String project = PythonSite.SCRIPTS.resolve("project").toString();
        assertThat(site.body("/project/").lines())
                .containsExactly("a module of the project", project, "<run_path>", project + "/inner/wsgi.py", "True");
    }

    @Test
    void aFileRouteIsTheApplicationAndNothingIsBelowIt() throws IOException {
        assertThat(site.body("/single")).startsWith("hello from ");
        assertThat(site.curl("/single/environ")).startsWith("HTTP/1.1 404 ");
    }

    // environ

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /environ             | SCRIPT_NAME=''            | PATH_INFO='/environ'
            /valid/environ       | SCRIPT_NAME='/valid'      | PATH_INFO='/environ'
            /deep/er/environ/    | SCRIPT_NAME='/deep/er'    | PATH_INFO='/environ/'
            /deep//er/./environ  | SCRIPT_NAME='/deep/er'    | PATH_INFO='/environ'
            /valid/environ/%41%20%C3%A9?%41=%20&b | PATH_INFO='/environ/A \\xc3\\xa9' | QUERY_STRING='%41=%20&b'
            /valid/environ?      | QUERY_STRING=''           | REQUEST_URI='/valid/environ?'
            /valid/environ       | wsgi.url_scheme='http'    | SERVER_PROTOCOL='HTTP/1.1'
            /valid/environ       | REMOTE_ADDR='127.0.0.1'   | SERVER_NAME='127.0.0.1'
            /valid/environ       | wsgi.version=(1, 0)       | wsgi.multithread=True
            /valid/environ       | wsgi.run_once=False       | wsgi.multiprocess=False
            """)
    void environSays(String target, String first, String second) throws IOException {
        assertThat(site.body(target, "--path-as-is").lines()).contains(first, second);
    }

    @Test
    void serverNameAndPortAreWhatTheClientUsed() throws IOException {
        String port = Integer.toString(site.jar().port(0));
        assertThat(site.body("/valid/environ", "-H", "Host: example.com:99").lines())
                .contains("SERVER_NAME='example.com'", "SERVER_PORT='" + port + "'", "HTTP_HOST='example.com:99'");
        try (Raw raw = site.raw()) {
            assertThat(raw.send("GET /valid/environ HTTP/1.0\r\n\r\n").rest().lines())
                    .contains("SERVER_NAME='127.0.0.1'", "SERVER_PROTOCOL='HTTP/1.0'")
                    .noneMatch(line -> line.startsWith("HTTP_HOST"));
        }
    }

    @Test
    void allHeaderFieldsAreThere() throws IOException {
        try (Raw raw = site.raw()) {
            String request = """
                    POST /valid/environ HTTP/1.1
                    Host: h
                    connection: close
                    X-Twice: a
                    x-twice: b
                    Cookie: a=1
                    Cookie: b=2
                    Content-Type: text/x; a=b
                    Content-Length: 2
                    X-Latin: café
                    Authorization: Basic abc

                    hi""";
            String answer = raw.send(request.replace("\n", "\r\n")).rest();
            assertThat(answer.lines())
                    .contains(
                            "HTTP_X_TWICE='a, b'",
                            "HTTP_COOKIE='a=1; b=2'",
                            "CONTENT_TYPE='text/x; a=b'",
                            "CONTENT_LENGTH='2'",
                            "HTTP_X_LATIN='caf\\xe9'",
                            "HTTP_AUTHORIZATION='Basic abc'")
                    .noneMatch(line -> line.startsWith("HTTP_CONTENT_"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Proxy: http://evil/",
                "X_Forwarded_For: 127.0.0.1",
                "X-Forwarded-For: 127.0.0.1",
                "x-forwarded-proto: https",
                "X-Forwarded-Host: evil",
                "Forwarded: for=127.0.0.1",
                "X-Real-IP: 127.0.0.1",
                "Remote_User: root",
                "Content_Length: 99"
            })
    void whatAClientMayNotSayIsLeftOut(String field) throws IOException {
        assertThat(site.body("/valid/environ", "-H", field, "-H", "X-Other: 1"))
                .contains("HTTP_X_OTHER='1'")
                .contains("REMOTE_ADDR='127.0.0.1'")
                .contains("wsgi.url_scheme='http'")
                .doesNotContainPattern("HTTP_(X_)?(FORWARDED|PROXY|REAL|REMOTE|CONTENT)");
    }

    @Test
    void aWorkerInheritsNothingOfOurs() throws IOException {
        String process = site.body("/process");
        assertThat(process.lines().filter(line -> line.startsWith("fd ")))
                .allMatch(line -> line.matches("fd \\d+ (/dev/null|pipe:.*|socket:.*|/proc/\\d+/fd)"));
        assertThat(process).contains("argv ['" + PythonSite.SCRIPTS.resolve("app.py") + "']");
    }

    // Answers

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            pieces   | 13 | one two three
            empty    | 0  | ''
            write    | -  | written and yielded
            closing  | -  | closing
            """)
    void bodiesComeAsPep3333Says(String path, String length, String body) throws IOException {
        assertThat(site.curl("/valid/" + path))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .endsWith("\r\n\r\n" + body);
        String answer = site.curl("/" + path);
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n" + body);
        if (length != null) {
            assertThat(answer).contains("\r\nContent-Length: " + length + "\r\n");
        }
    }

    @Test
    void theHeadMayBeSaidAsLateAsTheFirstByte() throws IOException {
        assertThat(site.curl("/late")).contains("Content-Length: 4").endsWith("\r\n\r\nlate");
    }

    @Test
    void aHeadThatIsNotSentYetCanBeReplaced() throws IOException {
        assertThat(site.curl("/valid/exc_info"))
                .startsWith("HTTP/1.1 500 Oops\r\n")
                .doesNotContain("X-First")
                .endsWith("replaced");
    }

    @Test
    void aHeadThatIsSentCannotBeReplacedAndTheAnswerIsBrokenOff() throws IOException {
        assertThat(site.curl("/exc_info_late")).satisfiesAnyOf(WsgiIT::isBrokenOff, WsgiIT::isAnError);
        assertThat(site.log()).contains("KeyError: 'sent already'");
    }

    @Test
    void repeatedFieldsStayApartAndTheConnectionIsOurs() throws IOException {
        assertThat(site.curl("/headers"))
                .contains("\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n")
                .contains("X-Latin: caf", "\r\nX-Spaces: in between\r\n")
                .doesNotContainIgnoringCase("connection:");
    }

    @ParameterizedTest
    @CsvSource({"204 No Content", "304 Not Modified"})
    void answersWithoutBodyHaveNone(String status) throws IOException {
        try (Raw raw = site.raw()) {
            String query = status.replace(' ', '+');
            String answer = raw.send("GET /status?" + query + " HTTP/1.1\r\nHost: h\r\n\r\n"
                            + "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                    .rest();
            assertThat(answer).startsWith("HTTP/1.1 " + status + "\r\n").containsOnlyOnce("hello from");
            assertThat(answer.split("\r\n\r\n", 2)[1]).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aStatusMayHaveAnyPhrase() throws IOException {
        assertThat(site.curl("/status?299+Fine+By+Me")).startsWith("HTTP/1.1 299 Fine By Me\r\n");
        assertThat(site.curl("/status?404+Nothing+Here"))
                .startsWith("HTTP/1.1 404 Nothing Here\r\n")
                .endsWith("a body");
    }

    @ParameterizedTest
    @CsvSource({"environ", "pieces", "write", "steps?/nowhere", "endless", "file?whole:DATA", "bytes?100000000"})
    void headHasTheHeadOfGetAndNoBody(String path) throws IOException {
        try (Raw raw = site.raw()) {
            String answer = raw.send("HEAD /" + path.replace("DATA", site.directory() + "/data")
                            + " HTTP/1.1\r\nHost: h\r\n\r\n" + "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                    .rest();
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\nContent-Type: ".substring(0, 17));
            assertThat(answer.split("\r\n\r\n", 2)[1])
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("hello from");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/valid"})
    void piecesArriveAsTheyAreYielded(String route) throws IOException {
        Path steps = site.directory().resolve("steps" + route.length());
        try (Raw raw = site.raw()) {
            raw.send("GET " + route + "/steps?" + steps + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            for (int step = 0; step < 3; step++) {
                raw.until("step " + step + "\n"); // the application waits until this was seen
                Files.createFile(Path.of(steps + "." + step));
            }
            raw.until("0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0\r\n", "HTTP/1.0\r\nConnection: keep-alive\r\n"})
    void anOldClientGetsABodyOfUnknownLengthUntilTheConnectionEnds(String version) throws IOException {
        try (Raw raw = site.raw()) {
            String answer =
                    raw.send("GET /write " + version + "Host: h\r\n\r\n").rest();
            assertThat(answer).endsWith("\r\n\r\nwritten and yielded").doesNotContainIgnoringCase("chunked");
        }
    }

    @Test
    void closeIsCalledOnceHoweverAnAnswerEnds() throws IOException {
        int before = Integer.parseInt(site.body("/closed"));
        site.body("/closing");
        site.curl("/closing", "-I");
        assertThat(site.curl("/closing_fails")).satisfiesAnyOf(WsgiIT::isBrokenOff, WsgiIT::isAnError);
        try (Raw raw = site.raw()) { // a client that goes away
            raw.send("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n").until("xxx");
        }
        site.jar().await(() -> Integer.parseInt(site.body("/closed")) == before + 4);
    }

    @Test
    void whatAnApplicationPrintsIsInTheLogWithItsRoute() throws IOException {
        site.body("/print");
        site.jar().await(() -> site.log().contains("said to wsgi.errors"));
        assertThat(site.log())
                .containsPattern("INFO +/ \\[\\d+\\] printed by the application\n")
                .containsPattern("INFO +/ \\[\\d+\\] without a line end, and \\\\u001b\\[2J\\\\u202e\n");
    }

    @Test
    void anErrorIsInTheLogOnceAndNotOnTheWire() throws IOException {
        assertThat(site.curl("/fail?private=1"))
                .startsWith("HTTP/1.1 500 Internal Server Error\r\n")
                .doesNotContain("secret", "Traceback", "Python", "app.py");
        site.jar().await(() -> site.log().contains("RuntimeError: a secret"));
        String log = site.log();
        assertThat(log.substring(log.indexOf("GET /fail failed"), log.indexOf("RuntimeError: a secret")))
                .containsPattern("File \".*/app\\.py\", line \\d+, in do_fail\n")
                .doesNotContain("worker.py");
    }

    /** What happens if the beginning was sent already. */
    static void isBrokenOff(String answer) {
        assertThat(answer).contains("HTTP/1.1 200 OK", "curl: (18)");
    }

    /** What happens if the failure came in time to say so. */
    static void isAnError(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 500 ").doesNotContain("begun", "before");
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
