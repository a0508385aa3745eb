package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.destination.files.StaticServer.field;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jminihttpd.destination.files.StaticServer.Transport;
import org.jminihttpd.listen.TestLane;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Parts of files that stay as they are, on every transport. */
@Tag("lane")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StaticRangesWireTests {

    private final byte[] small = StaticServer.bytes(10, 1000);
    private final byte[] large = StaticServer.bytes(20, 3_000_000);
    private StaticServer server;

    @BeforeAll
    void start(@TempDir Path root) throws IOException {
        Files.write(root.resolve("small.html"), small);
        Files.write(root.resolve("large.bin"), large);
        server = new StaticServer(root);
    }

    @AfterAll
    void stop() {
        assertThat(server.direct() > 30).as(server.direct() + " short ways").isEqualTo(TestLane.isOn());
        server.close();
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
        HttpResponse<byte[]> head = server.send(transport, "HEAD", "/small.html", "Range", "bytes=0-1");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(field(head, "Content-Length")).isEqualTo("1000");
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

    private HttpResponse<byte[]> get(Transport transport, String target, String... fields) throws Exception {
        return server.send(transport, "GET", target, fields);
    }
}
