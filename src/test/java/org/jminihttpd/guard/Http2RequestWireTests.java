package org.jminihttpd.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.guard.Http2Wire.CONTINUATION;
import static org.jminihttpd.guard.Http2Wire.DATA;
import static org.jminihttpd.guard.Http2Wire.END_HEADERS;
import static org.jminihttpd.guard.Http2Wire.END_STREAM;
import static org.jminihttpd.guard.Http2Wire.HEADERS;
import static org.jminihttpd.guard.Http2Wire.block;
import static org.jminihttpd.guard.Http2Wire.get;
import static org.jminihttpd.guard.Http2Wire.request;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an HTTP/2 request may and may not be: RFC 9113 8, field by field. */
@Tag("lane")
class Http2RequestWireTests {

    private static final int GET = END_STREAM | END_HEADERS;

    private static GuardedServers servers;

    @BeforeAll
    static void start() throws IOException {
        servers = new GuardedServers(GuardedServers.limits());
    }

    @AfterAll
    static void stop() throws IOException {
        servers.close();
    }

    static Stream<Arguments> outcomes() {
        return Stream.of(requests(), fields(false), fields(true)).flatMap(rows -> rows);
    }

    private static Stream<Arguments> requests() {
        String malformed = "1 RST PROTOCOL_ERROR";
        return Stream.of(
                row(
                        "8.1 second HEADERS without end",
                        malformed,
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST"))
                                .frame(HEADERS, END_HEADERS, 1, block("x", "y"))),
                row(
                        "8.1 pseudo field in trailers",
                        malformed,
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST"))
                                .frame(HEADERS, GET, 1, block(":method", "POST"))),
                row(
                        "8.1 upper case in trailers",
                        malformed,
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST"))
                                .frame(HEADERS, GET, 1, block("X", "y"))),
                head("8.3 unknown pseudo field", malformed, get(":test", "x")),
                head("8.3 pseudo field of answers", malformed, get(":status", "200")),
                head(
                        "8.3 pseudo field after others",
                        malformed,
                        block("x", "y", ":method", "GET", ":scheme", "https", ":path", "/", ":authority", "a")),
                head("8.3.1 no method", malformed, block(":scheme", "https", ":path", "/", ":authority", "a")),
                head("8.3.1 no scheme", malformed, block(":method", "GET", ":path", "/", ":authority", "a")),
                head("8.3.1 no path", malformed, block(":method", "GET", ":scheme", "https", ":authority", "a")),
                head(
                        "8.3.1 empty path",
                        malformed,
                        block(":method", "GET", ":scheme", "https", ":path", "", ":authority", "a")),
                head("8.3.1 two methods", malformed, get(":method", "GET")),
                head("8.3.1 two schemes", malformed, get(":scheme", "https")),
                head("8.3.1 two paths", malformed, get(":path", "/")),
                head("8.3.1 two authorities", malformed, get(":authority", "localhost")),
                head("8.3.1 no authority", "1 400", block(":method", "GET", ":scheme", "https", ":path", "/")),
                head(
                        "8.3.1 Host instead",
                        "1 200",
                        block(":method", "GET", ":scheme", "https", ":path", "/", "host", "a")),
                head("8.3.1 Host that agrees", "1 200", get("host", "localhost")),
                head("8.3.1 Host that differs", "1 400", get("host", "other")),
                head("8.3.1 two Hosts", "1 400", get("host", "localhost", "host", "localhost")),
                head(
                        "8.3.1 authority that is none",
                        "1 400",
                        block(":method", "GET", ":scheme", "https", ":path", "/", ":authority", "u@a")),
                head(
                        "8.3.1 path that is none",
                        "1 400",
                        block(":method", "GET", ":scheme", "https", ":path", "a", ":authority", "a")),
                head(
                        "8.3.1 space in the path",
                        "1 400",
                        block(":method", "GET", ":scheme", "https", ":path", "/ HTTP/1.1", ":authority", "a")),
                head(
                        "8.3.1 asterisk",
                        "1 400",
                        block(":method", "GET", ":scheme", "https", ":path", "*", ":authority", "a")),
                head(
                        "8.3.1 OPTIONS *",
                        "1 204",
                        block(":method", "OPTIONS", ":scheme", "https", ":path", "*", ":authority", "a")),
                head("8.5 CONNECT", "1 501", block(":method", "CONNECT", ":authority", "a:443")),
                head("8.5 CONNECT with path", malformed, request("CONNECT")),
                head("TRACE", "1 501", request("TRACE")),
                head("method of two words", "1 400", request("GET /x")),
                head("8.1.1 length of a request without body", malformed, get("content-length", "5")),
                row(
                        "8.1.1 length that differs",
                        malformed,
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST", "content-length", "1"))
                                .frame(DATA, END_STREAM, 1, 1, 2, 3, 4)),
                row(
                        "8.1.1 length that differs from the sum",
                        malformed,
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST", "content-length", "5"))
                                .frame(DATA, 0, 1, 1, 2, 3, 4)
                                .frame(DATA, END_STREAM, 1, 5, 6)),
                row(
                        "8.1.1 length below the limit",
                        "1 200",
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST", "content-length", "2"))
                                .frame(DATA, END_STREAM, 1, 5, 6)),
                row(
                        "8.1.1 length that is none",
                        malformed,
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST", "content-length", "+5"))),
                row(
                        "length above the limit",
                        "1 413",
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST", "content-length", "1048577"))),
                head("TE: trailers", "1 200", get("te", "trailers")),
                row("path above the limit", "1 414", wire -> {
                    byte[] path = block(":path", "/" + "a".repeat(16_384));
                    wire.frame(HEADERS, END_STREAM, 1, block(":method", "GET", ":scheme", "https", ":authority", "a"))
                            .frame(CONTINUATION, 0, 1, Arrays.copyOf(path, 10_000))
                            .frame(CONTINUATION, END_HEADERS, 1, Arrays.copyOfRange(path, 10_000, path.length));
                }),
                head("fields above the limit", "1 431", get("x", "y".repeat(16_250))),
                head(
                        "200 fields",
                        "1 431",
                        request("GET", Stream.generate(() -> "x").limit(400).toArray(String[]::new))));
    }

    /** The rules for fields are the same in a head and in trailers. */
    private static Stream<Arguments> fields(boolean trailers) {
        return Stream.of(
                        List.of("8.2.1 upper case", "X", "y"),
                        List.of("8.2.1 empty name", "", "y"),
                        List.of("8.2.1 space in a name", "x y", "z"),
                        List.of("8.2.1 colon in a name", "x:y", "z"),
                        List.of("8.2.1 control character in a name", "x\u0001", "z"),
                        List.of("8.2.1 DEL in a name", "x\u007f", "z"),
                        List.of("8.2.1 name above ASCII", "x\u00e9", "z"),
                        List.of("8.2.1 NUL in a value", "x", "y\0z"),
                        List.of("8.2.1 line feed in a value", "x", "y\nz"),
                        List.of("8.2.1 carriage return in a value", "x", "y\rz"),
                        List.of("8.2.1 space before a value", "x", " y"),
                        List.of("8.2.1 tab after a value", "x", "y\t"),
                        List.of("8.2.2 Connection", "connection", "keep-alive"),
                        List.of("8.2.2 Keep-Alive", "keep-alive", "timeout=5"),
                        List.of("8.2.2 Proxy-Connection", "proxy-connection", "close"),
                        List.of("8.2.2 Transfer-Encoding", "transfer-encoding", "chunked"),
                        List.of("8.2.2 Upgrade", "upgrade", "h2c"),
                        List.of("8.2.2 TE", "te", "trailers, deflate"))
                .map(field -> {
                    String name = field.get(0) + (trailers ? " (trailers)" : "");
                    return row(name, "1 RST PROTOCOL_ERROR", wire -> {
                        if (trailers) {
                            wire.frame(HEADERS, END_HEADERS, 1, request("POST"))
                                    .frame(HEADERS, GET, 1, block(field.get(1), field.get(2)));
                        } else {
                            wire.frame(HEADERS, GET, 1, get(field.get(1), field.get(2)));
                        }
                    });
                });
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void outcomes(String name, String expected, Consumer<Http2Wire> frames) throws Exception {
        try (Http2Wire wire = Http2Wire.open(servers.openHttp2())) {
            frames.accept(wire);
            wire.expect(expected);
        }
    }

    @Test
    void fieldsFarAboveTheLimitAreRefusedByTheCodec() throws Exception {
        try (Http2Wire wire = Http2Wire.open(servers.openHttp2())) {
            wire.frame(HEADERS, END_STREAM, 1, get("x", "y".repeat(16_000)))
                    .frame(CONTINUATION, 0, 1, block("x", "y".repeat(16_000)))
                    .frame(CONTINUATION, END_HEADERS, 1, block("x", "y".repeat(2_000)));
            assertThat(wire.outcome()).startsWith("1 431").endsWith("alive");
        }
    }

    @Test
    void everyAnswerHasOneDate() throws Exception {
        try (Http2Wire wire = Http2Wire.open(servers.openHttp2())) {
            wire.frame(HEADERS, GET, 1, get()).frame(HEADERS, GET, 3, request("TRACE"));
            for (int answers = 0; answers < 2; ) {
                Http2Wire.Frame frame = java.util.Objects.requireNonNull(wire.next());
                if (frame.type() == HEADERS) {
                    answers++;
                    assertThat(wire.fields(frame).getAll("date")).hasSize(1);
                }
            }
        }
    }

    private static Arguments head(String name, String expected, byte[] block) {
        return row(name, expected, wire -> wire.frame(HEADERS, GET, 1, block));
    }

    private static Arguments row(String name, String expected, Consumer<Http2Wire> frames) {
        return arguments(name, expected, frames);
    }
}
