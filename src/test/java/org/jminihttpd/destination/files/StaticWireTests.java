package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.destination.files.StaticServer.field;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jminihttpd.destination.files.StaticServer.Transport;
import org.jminihttpd.listen.TestLane;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client gets of files that stay as they are, on every transport. */
@Tag("lane")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StaticWireTests {

    private final byte[] small = StaticServer.bytes(10, 1000);
    private final byte[] large = StaticServer.bytes(20, 3_000_000);
    private StaticServer server;

    @BeforeAll
    void start(@TempDir Path root) throws IOException {
        Files.write(root.resolve("small.html"), small);
        Files.write(root.resolve("large.bin"), large);
        Files.write(root.resolve("empty.txt"), new byte[0]);
        Files.writeString(root.resolve("a b%.txt"), "odd name");
        Files.createDirectories(root.resolve("sub/deep"));
        Files.writeString(root.resolve("sub/index.html"), "the index");
        Files.writeString(root.resolve("sub/deep/file"), "deep");
        Files.createDirectories(root.resolve(".git"));
        Files.writeString(root.resolve(".git/config"), "secret");
        Files.writeString(root.resolve(".env"), "secret");
        Files.createDirectories(root.resolve("sub/.well-known"));
        Files.writeString(root.resolve("sub/.well-known/x"), "secret");
        Files.createDirectories(root.resolve(".well-known/acme-challenge"));
        Files.writeString(root.resolve(".well-known/acme-challenge/token"), "proof");
        server = new StaticServer(root, "cache_control=max-age=60");
    }

    @AfterAll
    void stop() {
        assertThat(server.replayed() > 10).as(server.replayed() + " replays").isEqualTo(TestLane.isOn());
        assertThat(server.direct() > 100).as(server.direct() + " short ways").isEqualTo(TestLane.isOn());
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void smallFileArrives(Transport transport) throws Exception {
        for (int round = 0; round < 3; round++) { // from disk, then from memory
            HttpResponse<byte[]> answer = get(transport, "/small.html");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(small);
            assertThat(field(answer, "Content-Type")).isEqualToIgnoringCase("text/html; charset=utf-8");
            assertThat(field(answer, "Content-Length")).isEqualTo("1000");
            assertThat(field(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(field(answer, "Accept-Ranges")).isEqualTo("bytes");
            assertThat(field(answer, "Cache-Control")).isEqualTo("max-age=60");
            assertThat(field(answer, "ETag")).matches("\"[-.0-9a-f]+\"");
            assertThat(field(answer, "Last-Modified")).endsWith(" GMT");
            assertThat(answer.headers().firstValue("Transfer-Encoding")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void largeFileArrives(Transport transport) throws Exception {
        for (int round = 0; round < 3; round++) {
            HttpResponse<byte[]> answer = get(transport, "/large.bin");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(large);
        }
    }

    @ParameterizedTest
    @EnumSource
    void emptyFileArrives(Transport transport) throws Exception {
        for (int round = 0; round < 2; round++) {
            HttpResponse<byte[]> answer = get(transport, "/empty.txt");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            assertThat(field(answer, "Content-Length")).isEqualTo("0");
            assertThat(get(transport, "/empty.txt", "Range", "bytes=0-").statusCode())
                    .isIn(200, 416);
        }
    }

    @ParameterizedTest
    @EnumSource
    void headHasTheFieldsOfGet(Transport transport) throws Exception {
        for (String target : List.of("/small.html", "/large.bin", "/empty.txt")) {
            HttpResponse<byte[]> got = get(transport, target);
            HttpResponse<byte[]> head = server.send(transport, "HEAD", target);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(StaticServer.withoutDate(head)).isEqualTo(StaticServer.withoutDate(got));
        }
    }

    @ParameterizedTest
    @EnumSource
    void optionsNamesTheMethods(Transport transport) throws Exception {
        HttpResponse<byte[]> answer = server.send(transport, "OPTIONS", "/small.html");
        assertThat(answer.statusCode()).isIn(200, 204);
        assertThat(field(answer, "Allow").split(",\\s*")).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS");
    }

    @ParameterizedTest
    @CsvSource({"PLAIN,POST", "PLAIN,PUT", "PLAIN,DELETE", "PLAIN,PATCH", "TLS,POST", "H2,POST", "H2,FOO"})
    void otherMethodsAreRefused(Transport transport, String method) throws Exception {
        HttpResponse<byte[]> answer = server.send(transport, method, "/small.html");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(field(answer, "Allow").split(",\\s*")).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS");
        assertThat(get(transport, "/small.html").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void unchangedFileIsNotSentAgain(Transport transport) throws Exception {
        for (String target : List.of("/small.html", "/large.bin")) {
            HttpResponse<byte[]> first = get(transport, target);
            String etag = field(first, "ETag");
            for (String[] condition : new String[][] {
                {"If-None-Match", etag},
                {"If-None-Match", "\"x\", W/" + etag},
                {"If-None-Match", "*"},
                {"If-Modified-Since", field(first, "Last-Modified")}
            }) {
                HttpResponse<byte[]> answer = get(transport, target, condition);
                assertThat(answer.statusCode()).as(condition[1]).isEqualTo(304);
                assertThat(answer.body()).isEmpty();
                assertThat(field(answer, "ETag")).isEqualTo(etag);
                assertThat(field(answer, "Cache-Control")).isEqualTo("max-age=60");
                assertThat(answer.headers().firstValue("Content-Type")).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void failedPreconditionIsSaid(Transport transport) throws Exception {
        assertThat(get(transport, "/small.html", "If-Match", "\"other\"").statusCode())
                .isEqualTo(412);
        assertThat(get(transport, "/small.html", "If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT")
                        .statusCode())
                .isEqualTo(412);
        assertThat(get(transport, "/small.html", "If-Modified-Since", "garbage").statusCode())
                .isEqualTo(200);
        assertThat(get(transport, "/small.html", "If-None-Match", "\"a\",".repeat(1500))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void directoryIsAnsweredByItsIndex(Transport transport) throws Exception {
        for (int round = 0; round < 2; round++) {
            assertThat(text(get(transport, "/sub/"))).isEqualTo("the index");
        }
    }

    @ParameterizedTest
    @EnumSource
    void directoryWithoutSlashIsRedirected(Transport transport) throws Exception {
        HttpResponse<byte[]> answer = get(transport, "/sub?a=b&c");
        assertThat(answer.statusCode()).isEqualTo(301);
        assertThat(field(answer, "Location")).isEqualTo("/sub/?a=b&c");
        assertThat(field(server.send(transport, "HEAD", "/sub/deep"), "Location"))
                .isEqualTo("/sub/deep/");
        // never another host, nor a new header field
        assertThat(field(get(transport, "//evil.example/..//sub"), "Location")).isEqualTo("/sub/");
        assertThat(get(transport, "/sub%0d%0aSet-Cookie:x=1").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "/missing",
        "/small.html/",
        "/small.html/x",
        "/small.html/index.html",
        "/.env",
        "/.git/config",
        "/.git/",
        "/.git",
        "/%2egit/config",
        "/sub/.well-known/x",
        "/SMALL.HTML",
        "/sub/deep/file/file",
        "/%252e%252e/etc/passwd"
    })
    void whatIsNotServedIsNotFound(String target) throws Exception {
        for (Transport transport : Transport.values()) {
            assertThat(get(transport, target).statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/../../../../../../etc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/sub/..%2f..%2f..%2fetc/passwd",
        "/..%5c..%5cetc/passwd",
        "/%c0%ae%c0%ae/etc/passwd",
        "/a%00.txt",
        "/C:/x",
        "/x;/..;/admin/"
    })
    void tricksLeadNowhere(String target) throws Exception {
        for (Transport transport : Transport.values()) {
            assertThat(get(transport, target).statusCode()).isIn(400, 404);
        }
    }

    @Test
    void namesOfAnyLengthAreHarmless() throws Exception {
        for (int length : new int[] {255, 256, 300, 3000}) {
            String deep = "/sub/deep/" + "d/".repeat(length / 2) + "x";
            for (String target : List.of("/" + "x".repeat(length), "/" + "%C3%A9".repeat(length / 6), deep)) {
                assertThat(get(Transport.H2, target).statusCode()).isEqualTo(404);
                assertThat(get(Transport.PLAIN, target).statusCode()).isEqualTo(404);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void challengesAreServed(Transport transport) throws Exception {
        assertThat(text(get(transport, "/.well-known/acme-challenge/token"))).isEqualTo("proof");
    }

    @ParameterizedTest
    @EnumSource
    void oddNamesAreFound(Transport transport) throws Exception {
        assertThat(text(get(transport, "/a%20b%25.txt"))).isEqualTo("odd name");
        assertThat(text(get(transport, "/%61%20b%25.txt"))).isEqualTo("odd name");
    }

    @ParameterizedTest
    @EnumSource
    void everyHeaderFieldComesOnce(Transport transport) throws Exception {
        for (String target : List.of("/small.html", "/large.bin", "/", "/sub", "/missing")) {
            get(transport, target)
                    .headers()
                    .map()
                    .forEach((name, values) ->
                            assertThat(values).as(target + " " + name).hasSize(1));
        }
    }

    private HttpResponse<byte[]> get(Transport transport, String target, String... fields) throws Exception {
        return server.send(transport, "GET", target, fields);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
