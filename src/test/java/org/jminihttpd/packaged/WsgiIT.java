package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        site = WsgiSite.serve(directory);
    }

    @AfterAll
    static void validatorFoundNothing() throws IOException {
        WsgiSite.close(site);
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

    @Test
    void anOldClientGetsABodyWithoutChunks() throws IOException {
        try (Raw raw = site.raw()) {
            String answer = raw.send("GET /write HTTP/1.0\r\nHost: h\r\n\r\n").rest();
            assertThat(answer).endsWith("\r\n\r\nwritten and yielded").doesNotContainIgnoringCase("chunked");
        }
        Path steps = site.directory().resolve("oldSteps");
        try (Raw raw = site.raw()) { // no length is known when it begins, so that the connection must end
            raw.send("GET /steps?" + steps + " HTTP/1.0\r\nConnection: keep-alive\r\nHost: h\r\n\r\n");
            for (int step = 0; step < 3; step++) {
                raw.until("step " + step + "\n");
                Files.createFile(Path.of(steps + "." + step));
            }
            assertThat(raw.rest()).isEmpty();
        }
    }

    @Test
    void anOldClientKeepsItsConnectionIfTheLengthIsKnown() throws IOException {
        try (Raw raw = site.raw()) {
            for (int i = 0; i < 3; i++) {
                String answer = raw.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\nHost: h\r\n\r\n")
                        .until("hello from");
                assertThat(answer).containsIgnoringCase("content-length: ").containsIgnoringCase("keep-alive");
                raw.until("\n");
            }
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
}
