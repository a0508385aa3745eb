package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jminihttpd.destination.files.StaticServer.Transport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the URL of a directory answers: an index file, a listing, or nothing. */
@Tag("heavy")
@Tag("lane")
@Timeout(60)
class ListingWireTests {

    private final Path root;

    ListingWireTests(@TempDir Path root) {
        this.root = root;
    }

    @Test
    void rowsAreInTheOrderPeopleExpect() throws Exception {
        for (String name : List.of("file10", "File2", "file1", "a", "B", "zz", "10", "9", "_", "file01")) {
            Files.writeString(root.resolve(name), "");
        }
        Files.createDirectories(root.resolve("z-dir"));
        Files.createDirectories(root.resolve("Dir10"));
        Files.createDirectories(root.resolve("dir9"));
        assertThat(names(get("/").body()))
                .containsExactly(
                        "dir9", "Dir10", "z-dir", "9", "10", "_", "a", "B", "file01", "file1", "File2", "file10", "zz");
    }

    @Test
    void rowsHaveSizesAndDates() throws Exception {
        file("small", 999, "2026-02-03T04:05:06Z");
        file("kilo", 1000, "1960-01-01T00:00:00Z");
        file("mega", 12_345_678, "2038-01-19T03:14:08Z");
        Files.createDirectories(root.resolve("d"));
        assertThat(get("/").body())
                .contains("<p>1 folder, 3 files, 12 MB</p>")
                .contains(">small</a><td>999 B<td><time datetime=\"2026-02-03T04:05:06Z\">2026-02-03 04:05</time>")
                .contains(
                        "<td title=\"1000 bytes\">1.0 kB<td><time datetime=\"1960-01-01T00:00:00Z\">1960-01-01 00:00<")
                .contains("<td title=\"12345678 bytes\">12 MB<td><time datetime=\"2038-01-19T03:14:08Z\">");
        assertThat(json("/"))
                .contains("{\"name\":\"d\",\"type\":\"directory\",\"mtime\":\"")
                .contains("{\"name\":\"kilo\",\"type\":\"file\",\"size\":1000,\"mtime\":\"1960-01-01T00:00:00Z\"}");
    }

    private void file(String name, int length, String modified) throws IOException {
        Path file = Files.write(root.resolve(name), new byte[length]);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse(modified)));
    }

    @Test
    void emptyDirectoryIsSaidToBeEmpty() throws Exception {
        assertThat(get("/").body()).contains("This folder is empty").contains("<h1>Home</h1>");
        assertThat(json("/")).isEqualTo("[]\n");
    }

    @Test
    void breadcrumbsLeadUp() throws Exception {
        Files.createDirectories(root.resolve("a b/c"));
        assertThat(get("/a%20b/c/").body())
                .contains("<title>Index of /a b/c/</title>")
                .contains("<h1><a href=\"../../\">Home</a><i>/</i><a href=\"../\">a b</a><i>/</i>c</h1>")
                .contains("<a href=\"../\">Parent folder</a>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"inside|d,in,in-directory", "follow|d,in,in-directory,out", "never|d"})
    void onlyWhatWouldBeServedIsListed(String policy, String expected) throws Exception {
        Path outside = Files.createTempFile("outside", ".txt");
        Files.createDirectories(root.resolve("d"));
        Files.createSymbolicLink(root.resolve("in"), Path.of("d/x"));
        Files.writeString(root.resolve("d/x"), "x");
        Files.createSymbolicLink(root.resolve("in-directory"), Path.of("d"));
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("nothing"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        Files.writeString(root.resolve(".hidden"), "x");
        Files.createDirectories(root.resolve(".well-known"));
        assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        try (StaticServer server = new StaticServer(root, "symlinks=" + policy)) {
            assertThat(names(get(server, "/").body())).containsExactlyInAnyOrder(expected.split(","));
            for (String target : List.of("/pipe", "/loop", "/dangling", "/.hidden")) {
                assertThat(get(server, target).statusCode()).isEqualTo(404);
            }
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void hiddenFilesAreShownAndServedWhereWanted() throws Exception {
        Files.createDirectories(root.resolve(".d"));
        Files.writeString(root.resolve(".d/.f"), "content");
        try (StaticServer server = new StaticServer(root, "hidden=yes")) {
            assertThat(names(get(server, "/").body())).containsExactly(".d");
            assertThat(names(get(server, "/.d/").body())).containsExactly(".f");
            assertThat(get(server, "/.d/.f").body()).isEqualTo("content");
        }
    }

    @ParameterizedTest
    @EnumSource
    void headSaysWhatGetSays(Transport transport) throws Exception {
        Files.writeString(root.resolve("f"), "");
        Files.createDirectories(root.resolve("d"));
        try (StaticServer server = new StaticServer(root)) {
            for (String target : List.of("/", "/d", "/missing", "/f/")) {
                HttpResponse<String> got = send(server, transport, "GET", target);
                HttpResponse<String> head = send(server, transport, "HEAD", target);
                assertThat(head.statusCode()).isEqualTo(got.statusCode());
                assertThat(StaticServer.withoutDate(head)).as(target).isEqualTo(StaticServer.withoutDate(got));
                assertThat(head.body()).isEmpty();
            }
        }
    }

    /** Nginx would say 403, which tells that there is a directory. */
    @Test
    void directoryThatMayNotBeListedIsNotFound() throws Exception {
        Files.createDirectories(root.resolve("d/indexed"));
        Files.writeString(root.resolve("d/indexed/index.html"), "index");
        try (StaticServer server = new StaticServer(root, "listing=no")) {
            assertThat(get(server, "/").statusCode()).isEqualTo(404);
            assertThat(get(server, "/d/").statusCode()).isEqualTo(404);
            assertThat(get(server, "/d/indexed").statusCode()).isEqualTo(301);
            assertThat(get(server, "/d/indexed/").body()).isEqualTo("index");
        }
    }

    @Test
    void firstIndexFileThatExistsAnswers() throws Exception {
        Files.createDirectories(root.resolve("index.html")); // no file
        Files.createSymbolicLink(root.resolve("start.html"), Path.of("nothing"));
        Files.writeString(root.resolve("b c+é.html"), "third");
        try (StaticServer server = new StaticServer(root, "index=index.html start.html home.html")) {
            assertThat(get(server, "/").body()).contains("<h1>Home</h1>");
            Files.writeString(root.resolve("home.html"), "home");
            assertThat(get(server, "/").body()).isEqualTo("home");
            Files.delete(root.resolve("start.html"));
            Files.writeString(root.resolve("start.html"), "start");
            for (int i = 0; i < 3; i++) {
                assertThat(get(server, "/").body()).isEqualTo("start");
                Thread.sleep(25);
            }
            Files.delete(root.resolve("index.html"));
            Files.writeString(root.resolve("index.html"), "index");
            assertThat(get(server, "/").body()).isEqualTo("index");
        }
        try (StaticServer server = new StaticServer(root, "index=")) {
            assertThat(get(server, "/").body()).contains("<h1>Home</h1>");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|json",
                "APPLICATION/JSON|json",
                "application/*|json",
                "application/json;q=0.9, text/html;q=0.8|json",
                "application/json, text/html|html",
                "application/json;q=0|html",
                "text/html, application/json;q=0.9|html",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8|html",
                "*/*|html",
                "application/json, */*|json",
                "application/json; q=x|html",
                "application/ld+json|html",
                "garbage|html",
                "''|html"
            })
    void acceptChoosesTheForm(String accept, String form) throws Exception {
        try (StaticServer server = new StaticServer(root)) {
            HttpResponse<String> answer = send(server, Transport.PLAIN, "GET", "/", "Accept", accept);
            assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                    .isEqualTo(form.equals("json") ? "application/json" : "text/html; charset=utf-8");
            assertThat(answer.headers().firstValue("Vary")).hasValue("accept");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "If-Match, *, 200",
        "If-Match, \"a\", 412",
        "If-None-Match, \"a\", 200",
        "If-None-Match, *, 304",
        "If-Modified-Since, 'Thu, 01 Jan 2037 00:00:00 GMT', 200",
        "If-Unmodified-Since, 'Thu, 01 Jan 1970 00:00:00 GMT', 200",
        "Range, bytes=0-1, 200"
    })
    void listingHasNoValidatorsButExists(String field, String value, int status) throws Exception {
        try (StaticServer server = new StaticServer(root)) {
            for (int i = 0; i < 2; i++) {
                assertThat(send(server, Transport.PLAIN, "GET", "/", field, value)
                                .statusCode())
                        .isEqualTo(status);
            }
        }
    }

    /** To whom chunks would be content. */
    @ParameterizedTest
    @CsvSource({"3, close", "3, keep-alive", "3000, close", "3000, keep-alive"})
    void oldClientGetsTheBareBytes(int files, String connection) throws Exception {
        for (int i = 0; i < files; i++) {
            Files.createFile(root.resolve("f" + i));
        }
        try (StaticServer server = new StaticServer(root);
                Socket socket = server.connect(Transport.PLAIN)) {
            socket.getOutputStream()
                    .write(("GET / HTTP/1.0\r\nAccept: application/json\r\nConnection: " + connection + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            while (!answer.substring(Math.max(0, answer.length() - 2)).equals("]\n")) {
                int b = socket.getInputStream().read();
                assertThat(b).as(answer::toString).isNotNegative();
                answer.append((char) b);
            }
            assertThat(answer.toString().toLowerCase(java.util.Locale.ROOT)).doesNotContain("transfer-encoding");
            assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).startsWith("[\n{\"name\":\"f0\"");
            if (files == 3000 || connection.equals("close")) {
                assertThat(socket.getInputStream().read()).isNegative();
            }
        }
    }

    @Test
    void whatMayNotBeReadIsForbidden() throws Exception {
        Path file = Files.writeString(root.resolve("f"), "x");
        Path directory = Files.createDirectories(root.resolve("d"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("---------"));
        try (StaticServer server = new StaticServer(root)) {
            Assumptions.assumeFalse(Files.isReadable(file), "root may read everything");
            assertThat(get(server, "/f").statusCode()).isEqualTo(403);
            assertThat(get(server, "/d/").statusCode()).isEqualTo(403);
            assertThat(get(server, "/f").body()).doesNotContain(root.toString());
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private HttpResponse<String> get(String target) throws Exception {
        try (StaticServer server = new StaticServer(root)) {
            return get(server, target);
        }
    }

    private String json(String target) throws Exception {
        try (StaticServer server = new StaticServer(root)) {
            return send(server, Transport.PLAIN, "GET", target, "Accept", "application/json")
                    .body();
        }
    }

    private static HttpResponse<String> get(StaticServer server, String target) throws Exception {
        return send(server, Transport.PLAIN, "GET", target);
    }

    private static HttpResponse<String> send(
            StaticServer server, Transport transport, String method, String target, String... fields) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(transport, target))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (fields.length > 0) {
            request.headers(fields);
        }
        return server.ask(transport, request.build(), BodyHandlers.ofString());
    }

    private static List<String> names(String html) {
        return Pattern.compile("<a href=\"\\./[^\"]*\">([^<]*)</a>")
                .matcher(html)
                .results()
                .map(link -> link.group(1))
                .toList();
    }
}
