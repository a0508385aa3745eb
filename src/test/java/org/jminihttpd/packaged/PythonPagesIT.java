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

/** The python: destination, as {@code examples/python/README.md} describes it, and the examples themselves. */
@Timeout(120)
class PythonPagesIT {

    private static PythonSite site;
    private static Path edited;

    @BeforeAll
    static void serve(@TempDir Path directory) throws IOException {
        Path examples = Path.of("examples/python").toAbsolutePath();
        edited = Files.writeString(directory.resolve("edited.py"), "def get(request):\n    return 'first'\n");
        site = PythonSite.serve(directory, """
                [routes]
                /pages/ = python:@/pages.py
                /one = python:@/pages.py
                /edited = python:%1$s/edited.py
                /debugged = python:%1$s/edited.py
                /hello = python:%2$s/hello.py
                /guestbook = python:%2$s/guestbook.py
                /files/ = python:%2$s/files.py
                [route /debugged]
                debug = yes
                [environ]
                GUESTBOOK = %1$s/guestbook
                DROPBOX = %1$s/dropbox
                """.formatted(directory, examples));
        Files.writeString(directory.resolve("data.txt"), "0123456789");
    }

    @AfterAll
    static void stop() throws IOException {
        site.close();
    }

    // What a function returns

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            text     | 200 OK              | Content-Type: text/html; charset=utf-8 | <h1>caf\u00e9</h1>
            bytes    | 200 OK              | Content-Type: application/octet-stream | bytes
            json     | 200 OK              | Content-Type: application/json         | {"name": "caf\u00e9", "list": [1, 2]}
            triple   | 201 Created         | X-Twice: a                             | made
            triple   | 201 Created         | X-Twice: b                             | made
            phrase   | 404 Gone Fishing    | Content-Type: text/plain               | by the lake
            strange  | 299 Unknown         | Content-Length: 7                      | strange
            pieces   | 200 OK              | Content-Type: text/html; charset=utf-8 | one two
            octets   | 200 OK              | Content-Type: application/octet-stream | onetwo
            redirect | 303 See Other       | Location: /pages/text                  | ""
            """)
    void whatAFunctionReturnsIsAnswered(String path, String status, String field, String body) throws IOException {
        assertThat(site.curl("/pages/" + path))
                .startsWith("HTTP/1.1 " + status + "\r\n")
                .contains("\r\n" + field + "\r\n")
                .endsWith("\r\n\r\n" + body);
    }

    @Test
    void nothingIsNoContent() throws IOException {
        assertThat(site.curl("/pages/nothing"))
                .startsWith("HTTP/1.1 204 No Content\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void anErrorWithoutABodyIsOurErrorPage() throws IOException {
        assertThat(site.curl("/pages/forbidden"))
                .startsWith("HTTP/1.1 403 Forbidden\r\n")
                .contains("X-Why: because", "<h1>", "</html>");
    }

    @Test
    void aPathIsThatFile() throws IOException {
        String query = "?" + site.directory().resolve("data.txt");
        String answer = site.curl("/pages/file" + query);
        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Content-Type: text/plain; charset=utf-8\r\n", "Content-Length: 10\r\n")
                .endsWith("\r\n\r\n0123456789");
        String modified = answer.replaceAll("(?s).*\r\nLast-Modified: ([^\r]*)\r\n.*", "$1");
        assertThat(site.curl("/pages/file" + query, "-H", "If-Modified-Since: " + modified))
                .startsWith("HTTP/1.1 304 ")
                .endsWith("\r\n\r\n");
        assertThat(site.curl("/pages/file" + query + ".missing")).startsWith("HTTP/1.1 404 ");
        assertThat(site.curl("/pages/file?" + site.directory())).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void piecesArriveAsTheyAreYielded() throws IOException {
        Path go = site.directory().resolve("go");
        try (Raw raw = site.raw()) {
            raw.send(PythonSite.lastGet("/pages/steps?" + go)).until("first");
            Files.createFile(go);
            assertThat(raw.rest()).contains("second");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"number", "pair", "raises", "late_type"})
    void whatCannotBeAnsweredIsAnErrorInTheLogAlone(String path) throws IOException {
        assertThat(site.curl("/pages/" + path))
                .startsWith("HTTP/1.1 500 ")
                .doesNotContain("Traceback", "pages.py", "secret");
        site.jar().await(() -> site.log().contains("GET /pages/" + path + " failed"));
    }

    // Methods

    @Test
    void headIsGetWithoutItsBody() throws IOException {
        assertThat(site.curl("/pages/text", "-I"))
                .contains("Content-Length: 14")
                .endsWith("\r\n\r\n");
    }

    @Test
    void methodsWithoutAFunctionAreNotAllowed() throws IOException {
        assertThat(site.curl("/pages/text", "-X", "DELETE"))
                .startsWith("HTTP/1.1 405 ")
                .contains("\r\nAllow: GET, HEAD, POST, OPTIONS\r\n");
        assertThat(site.curl("/pages/text", "-X", "OPTIONS"))
                .startsWith("HTTP/1.1 204 ")
                .contains("\r\nAllow: GET, HEAD, POST, OPTIONS\r\n");
        assertThat(site.curl("/pages/text", "-X", "application")).startsWith("HTTP/1.1 405 ");
    }

    // The request

    @Test
    void aRequestSaysWhatTheClientSent() throws IOException {
        assertThat(site.body(
                                "/pages/request/caf%C3%A9?a=1&a=2&b=%E2%82%AC",
                                "-H", "X-Name: value", "-H", "Cookie: c=1; d=\"2\"")
                        .lines())
                .containsExactly(
                        "GET",
                        "/pages",
                        "/request/caf\u00e9",
                        "{'a': '1', 'b': '\u20ac'} ['1', '2'] []",
                        "value value None",
                        "{'c': '1', 'd': '2'}",
                        "127.0.0.1",
                        "b''");
    }

    @Test
    void aFileRouteHasNoPath() throws IOException {
        assertThat(site.body("/one").lines().skip(1).limit(2)).containsExactly("/one", "");
        assertThat(site.curl("/one/more")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void formsAndFilesAreParsed() throws IOException {
        Path file = Files.writeString(site.directory().resolve("up\u00e9.txt"), "uploaded\n".repeat(100_000));
        assertThat(site.body("/pages/form", "-d", "name=caf%C3%A9&name=b&empty="))
                .isEqualTo("{'name': 'caf\u00e9', 'empty': ''} ['caf\u00e9', 'b'] {}\n");
        assertThat(site.body(
                        "/pages/form",
                        "-F",
                        "name=caf\u00e9",
                        "-F",
                        "file=@" + file + ";type=text/x",
                        "-F",
                        "more=@" + file))
                .isEqualTo("{'name': 'caf\u00e9'} ['caf\u00e9'] {"
                        + "'file': ('up\u00e9.txt', 'text/x', 900000, 'uploaded\\n', True), "
                        + "'more': ('up\u00e9.txt', 'text/plain', 900000, 'uploaded\\n', True)}\n");
    }

    @Test
    void jsonIsParsed() throws IOException {
        assertThat(site.body("/pages/json", "-d", "{\"a\": [1, null]}")).isEqualTo("{\"got\": {\"a\": [1, null]}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            json | Content-Type: application/json                      | {"a":               | 400
            json | Content-Type: application/json                      | ""                  | 400
            form | Content-Type: multipart/form-data                   | x                   | 400
            form | Content-Type: multipart/form-data; boundary=b       | --b                 | 400
            form | Content-Type: multipart/form-data; boundary=b       | never begins        | 400
            form | Content-Type: application/x-www-form-urlencoded     | @2100000            | 413
            form | Content-Type: application/x-www-form-urlencoded     | @many               | 413
            """)
    void whatIsNoFormIsTheClientsMistake(String path, String type, String body, int status) throws IOException {
        Path data = site.directory().resolve("body");
        Files.writeString(
                data,
                switch (body) {
                    case "@2100000" -> "x".repeat(2_100_000);
                    case "@many" -> "a=b&".repeat(2_000);
                    default -> body;
                });
        assertThat(site.curl("/pages/" + path, "-H", type, "--data-binary", "@" + data))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void anUploadThatIsBrokenOffLeavesNothingBehind() throws IOException {
        for (int i = 0; i < 100; i++) {
            try (Raw raw = site.raw()) {
                raw.send("POST /pages/form HTTP/1.1\r\nHost: h\r\nContent-Length: 900000\r\n"
                        + "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"
                        + "Content-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n" + "x".repeat(300_000));
            }
        }
        site.jar().await(() -> site.body("/pages/temporary").equals("0"));
    }

    // Editing

    @Test
    void theNextRequestRunsWhatTheFileSaysNow() throws IOException {
        edit("def get(request):\n    return 'second'\n");
        assertThat(site.body("/edited")).isEqualTo("second");
        edit("def get(request):\n    return 'third!'\n"); // the same length
        assertThat(site.body("/edited")).isEqualTo("third!");

        edit("def get(request):\n    return 'a secret\n");
        assertThat(site.curl("/edited"))
                .startsWith("HTTP/1.1 500 ")
                .doesNotContain("SyntaxError", "secret", "edited.py");
        site.jar().await(() -> site.log().contains("SyntaxError: unterminated string literal"));
        assertThat(site.log()).contains("File \"" + edited + "\", line 2");
        assertThat(site.curl("/debugged"))
                .startsWith("HTTP/1.1 500 ")
                .contains("SyntaxError: unterminated string literal")
                .contains("File &quot;" + edited + "&quot;, line 2");

        edit("def get(request):\n    return '<script>' + missing\n");
        assertThat(site.curl("/debugged"))
                .contains("NameError: name &#x27;missing&#x27; is not defined")
                .contains("return &#x27;&lt;script&gt;&#x27; + missing")
                .doesNotContain("<script>");

        edit("def get(request):\n    return 'mended'\n");
        assertThat(site.body("/edited")).isEqualTo("mended");
        assertThat(site.body("/debugged")).isEqualTo("mended");
    }

    /** As most editors save: the new file takes the place of the old one. */
    private static void edit(String text) throws IOException {
        Path next = Files.writeString(edited.resolveSibling("edited.new"), text);
        Files.move(next, edited, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    // The examples

    @Test
    void theExampleOfAPageGreets() throws IOException {
        assertThat(site.body("/hello")).contains("<h1>Hello, world!</h1>");
        assertThat(site.body("/hello?name=%3CAda%3E")).contains("<h1>Hello, &lt;Ada&gt;!</h1>");
    }

    @Test
    void theExampleOfAFormKeepsABook() throws IOException {
        assertThat(site.curl("/guestbook", "-d", "name=Zo%C3%AB&text=%3Cb%3E"))
                .startsWith("HTTP/1.1 303 ")
                .contains("\r\nLocation: /guestbook\r\n", "\r\nSet-Cookie: name=Zo%C3%AB; ");
        assertThat(site.body("/guestbook", "-H", "Cookie: name=Zo%C3%AB"))
                .contains("<dt>Zo\u00eb<dd>&lt;b&gt;", "value=\"Zo\u00eb\"");
        assertThat(site.body("/guestbook", "-H", "Accept: application/json"))
                .isEqualTo("{\"entries\": [{\"name\": \"Zo\u00eb\", \"text\": \"<b>\"}]}");
        assertThat(site.curl("/guestbook", "-d", "name=")).startsWith("HTTP/1.1 422 ");
    }

    @Test
    void theExampleOfABoxTakesAndGivesFiles() throws IOException {
        Path file = Files.write(site.directory().resolve("large file.bin"), new byte[3_000_000]);
        assertThat(site.curl("/files/", "-F", "file=@" + file, "-F", "file=@" + file + ";filename=b.txt"))
                .startsWith("HTTP/1.1 303 ")
                .contains("\r\nLocation: /files/\r\n");
        assertThat(site.body("/files/")).contains("<a href=\"./large%20file.bin\">large file.bin</a>, 3,000,000 bytes");
        assertThat(site.curl("/files/b.txt", "-I")).contains("Content-Length: 3000000", "Content-Type: text/plain");
        assertThat(site.curl("/files/b.txt", "-X", "DELETE")).startsWith("HTTP/1.1 204 ");
        assertThat(site.curl("/files/b.txt")).startsWith("HTTP/1.1 404 ");
        assertThat(site.curl("/files/", "-F", "file=@" + file + ";filename=.bashrc"))
                .startsWith("HTTP/1.1 422 ");
        assertThat(site.curl("/files/%2e%2e%2fguestbook")).doesNotStartWith("HTTP/1.1 200 ");
    }
}
