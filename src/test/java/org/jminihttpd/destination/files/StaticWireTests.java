package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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

    private final byte[] small = bytes(10, 1000);
    private final byte[] large = bytes(20, 3_000_000);
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
            HttpResponse<byte[]> head = send(transport, "HEAD", target);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(StaticServer.withoutDate(head)).isEqualTo(StaticServer.withoutDate(got));
        }
    }

    @ParameterizedTest
    @EnumSource
    void optionsNamesTheMethods(Transport transport) throws Exception {
        HttpResponse<byte[]> answer = send(transport, "OPTIONS", "/small.html");
        assertThat(answer.statusCode()).isIn(200, 204);
        assertThat(field(answer, "Allow").split(",\\s*")).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS");
    }

    @ParameterizedTest
    @CsvSource({"PLAIN,POST", "PLAIN,PUT", "PLAIN,DELETE", "PLAIN,PATCH", "TLS,POST", "H2,POST", "H2,FOO"})
    void otherMethodsAreRefused(Transport transport, String method) throws Exception {
        HttpResponse<byte[]> answer = send(transport, method, "/small.html");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(field(answer, "Allow").split(",\\s*")).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS");
        assertThat(get(transport, "/small.html").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void singleRangesAreCutOut(Transport transport) throws Exception {
        for (String name : List.of("small.html", "large.bin")) {
            byte[] all = name.startsWith("small") ? small : large;
            String[][] table = {
                {"bytes=0-0", "0-0"},
                {"bytes=10-99", "10-99"},
                {"bytes=-5", (all.length - 5) + "-" + (all.length - 1)},
                {"bytes=500-", "500-" + (all.length - 1)},
                {"bytes=900-99999999999999999999", "900-" + (all.length - 1)}
            };
            for (String[] row : table) {
                HttpResponse<byte[]> answer = get(transport, "/" + name, "Range", row[0]);
                assertThat(answer.statusCode()).as(row[0]).isEqualTo(206);
                assertThat(field(answer, "Content-Range")).isEqualTo("bytes " + row[1] + "/" + all.length);
                int dash = row[1].indexOf('-');
                int first = Integer.parseInt(row[1].substring(0, dash));
                int last = Integer.parseInt(row[1].substring(dash + 1));
                assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(all, first, last + 1));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void severalRangesComeAsMultipart(Transport transport) throws Exception {
        for (String name : List.of("small.html", "large.bin")) {
            byte[] all = name.startsWith("small") ? small : large;
            HttpResponse<byte[]> answer = get(transport, "/" + name, "Range", "bytes=0-9, 100-199,-1");
            assertThat(answer.statusCode()).isEqualTo(206);
            assertThat(answer.headers().firstValue("Content-Range")).isEmpty();
            String type = field(answer, "Content-Type");
            assertThat(type).startsWith("multipart/byteranges; boundary=");
            String boundary = type.substring(type.indexOf('=') + 1);
            String inner = field(get(transport, "/" + name), "Content-Type");
            StringBuilder expected = new StringBuilder();
            for (int[] range : new int[][] {{0, 9}, {100, 199}, {all.length - 1, all.length - 1}}) {
                expected.append("\r\n--%s\r\nContent-Type: %s\r\nContent-Range: bytes %d-%d/%d\r\n\r\n"
                        .formatted(boundary, inner, range[0], range[1], all.length));
                expected.append(new String(all, range[0], range[1] - range[0] + 1, StandardCharsets.ISO_8859_1));
            }
            expected.append("\r\n--").append(boundary).append("--\r\n");
            assertThat(new String(answer.body(), StandardCharsets.ISO_8859_1)).isEqualTo(expected.toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void rangeBeyondEndIsRefused(Transport transport) throws Exception {
        HttpResponse<byte[]> answer = get(transport, "/small.html", "Range", "bytes=1000-");
        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(field(answer, "Content-Range")).isEqualTo("bytes */1000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=5-0|200",
                "bytes=-0|416",
                "bytes=0-18446744073709551615|206",
                "bytes=-9223372036854775808|206",
                "items=0-5|200",
                "bytes=|200",
                "bytes=a-b|200",
                "bytes=--5|200"
            })
    void oddRangesAreHarmless(String range, int status) throws Exception {
        for (Transport transport : Transport.values()) {
            assertThat(get(transport, "/small.html", "Range", range).statusCode())
                    .isEqualTo(status);
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyOverlappingRangesCostNoMoreThanTheFile(Transport transport) throws Exception {
        HttpResponse<byte[]> answer = get(transport, "/large.bin", "Range", "bytes=" + "0-,".repeat(1000) + "0-");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(large);
    }

    @ParameterizedTest
    @EnumSource
    void rangesOfHeadAreIgnored(Transport transport) throws Exception {
        HttpResponse<byte[]> head = send(transport, "HEAD", "/small.html", "Range", "bytes=0-1");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(field(head, "Content-Length")).isEqualTo("1000");
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
    void ifRangeGuardsTheRange(Transport transport) throws Exception {
        String etag = field(get(transport, "/small.html"), "ETag");
        assertThat(get(transport, "/small.html", "Range", "bytes=0-1", "If-Range", etag)
                        .statusCode())
                .isEqualTo(206);
        assertThat(get(transport, "/small.html", "Range", "bytes=0-1", "If-Range", "W/" + etag)
                        .statusCode())
                .isEqualTo(200);
        assertThat(get(transport, "/small.html", "Range", "bytes=0-1", "If-Range", "\"x\"")
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
        assertThat(field(send(transport, "HEAD", "/sub/deep"), "Location")).isEqualTo("/sub/deep/");
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
        return send(transport, "GET", target, fields);
    }

    private HttpResponse<byte[]> send(Transport transport, String method, String target, String... fields)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(transport, target));
        if (!method.equals("GET")) { // which is sent with a length otherwise
            request.method(method, HttpRequest.BodyPublishers.noBody());
        }
        if (fields.length > 0) {
            request.headers(fields);
        }
        HttpResponse<byte[]> answer = server.ask(transport, request.build(), BodyHandlers.ofByteArray());
        assertThat(answer.version())
                .isEqualTo(transport == Transport.H2 ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
        return answer;
    }

    private static String field(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow(() -> new AssertionError(name + " is missing"));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
