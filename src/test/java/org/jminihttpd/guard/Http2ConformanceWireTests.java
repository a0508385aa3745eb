package org.jminihttpd.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.guard.Http2Wire.ACK;
import static org.jminihttpd.guard.Http2Wire.CONTINUATION;
import static org.jminihttpd.guard.Http2Wire.DATA;
import static org.jminihttpd.guard.Http2Wire.END_HEADERS;
import static org.jminihttpd.guard.Http2Wire.END_STREAM;
import static org.jminihttpd.guard.Http2Wire.GOAWAY;
import static org.jminihttpd.guard.Http2Wire.HEADERS;
import static org.jminihttpd.guard.Http2Wire.PADDED;
import static org.jminihttpd.guard.Http2Wire.PING;
import static org.jminihttpd.guard.Http2Wire.PRIORITY;
import static org.jminihttpd.guard.Http2Wire.PUSH_PROMISE;
import static org.jminihttpd.guard.Http2Wire.RST_STREAM;
import static org.jminihttpd.guard.Http2Wire.SETTINGS;
import static org.jminihttpd.guard.Http2Wire.WINDOW_UPDATE;
import static org.jminihttpd.guard.Http2Wire.WITH_PRIORITY;
import static org.jminihttpd.guard.Http2Wire.block;
import static org.jminihttpd.guard.Http2Wire.get;
import static org.jminihttpd.guard.Http2Wire.request;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The errors of RFC 9113 and RFC 7541, each with its code: the catalogue of h2spec but for requests, which {@link Http2RequestWireTests} has. */
@Tag("lane")
class Http2ConformanceWireTests {

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
        return Stream.of(frames(), streams(), frameTypes(), windows(), hpack()).flatMap(rows -> rows);
    }

    private static Stream<Arguments> frames() {
        return Stream.of(
                row("4.1 unknown type", "alive", wire -> wire.frame(0x16, 0xff, 0, 1, 2, 3)),
                row("4.1 unknown flags", "alive", wire -> wire.frame(PING, 0xfe, 0, new byte[8])),
                row("4.1 reserved bit", "alive", wire -> wire.frame(PING, 0, 1 << 31, new byte[8])),
                row(
                        "4.2 the largest frame",
                        "1 200",
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST"))
                                .frame(DATA, END_STREAM, 1, new byte[16384])),
                row(
                        "4.2 DATA above the largest frame",
                        "GOAWAY FRAME_SIZE_ERROR",
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST"))
                                .frame(DATA, END_STREAM, 1, new byte[16385])),
                row(
                        "4.2 HEADERS above the largest frame",
                        "GOAWAY FRAME_SIZE_ERROR",
                        wire -> wire.frame(HEADERS, GET, 1, new byte[16385])),
                row(
                        "4.3 header block that is none",
                        "GOAWAY COMPRESSION_ERROR",
                        wire -> wire.frame(HEADERS, GET, 1, 0xbf, 0xff, 0xff)),
                row(
                        "4.3 PRIORITY within a header block",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(HEADERS, END_STREAM, 1, get())
                                .frame(PRIORITY, 0, 1, 0, 0, 0, 0, 255)
                                .frame(CONTINUATION, END_HEADERS, 1)),
                row(
                        "4.3 HEADERS of another stream within a header block",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(HEADERS, END_STREAM, 1, get()).frame(HEADERS, GET, 3, get())));
    }

    private static Stream<Arguments> streams() {
        Consumer<Http2Wire> halfClosed = wire -> wire.frame(HEADERS, GET, 1, get());
        Consumer<Http2Wire> closed = halfClosed.andThen(wire -> read(wire, 1));
        Consumer<Http2Wire> reset =
                wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST")).frame(RST_STREAM, 0, 1, 0, 0, 0, 8);
        return Stream.of(
                row("5.1 DATA on an idle stream", "GOAWAY PROTOCOL_ERROR", wire -> wire.frame(DATA, 1, 1, 1)),
                row(
                        "5.1 RST_STREAM on an idle stream",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(RST_STREAM, 0, 1, 0, 0, 0, 8)),
                row(
                        "5.1 WINDOW_UPDATE on an idle stream",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(WINDOW_UPDATE, 0, 1, 0, 0, 0, 100)),
                row(
                        "5.1 CONTINUATION on an idle stream",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(CONTINUATION, END_HEADERS, 1, get())),
                row("5.1 DATA after the end", "1 RST STREAM_CLOSED", halfClosed, wire -> wire.frame(DATA, 1, 1, 1)),
                row(
                        "5.1 HEADERS after the end",
                        "GOAWAY STREAM_CLOSED",
                        halfClosed,
                        wire -> wire.frame(HEADERS, GET, 1, get())),
                row(
                        "5.1 CONTINUATION after the end",
                        "GOAWAY PROTOCOL_ERROR",
                        halfClosed,
                        wire -> wire.frame(CONTINUATION, END_HEADERS, 1, get())),
                row(
                        "5.1 PRIORITY after the end",
                        "1 200",
                        halfClosed,
                        wire -> wire.frame(PRIORITY, 0, 1, 0, 0, 0, 0, 255)),
                row("5.1 DATA after a reset", "1 RST STREAM_CLOSED", reset, wire -> wire.frame(DATA, 1, 1, 1)),
                row(
                        "5.1 HEADERS after a reset",
                        "GOAWAY STREAM_CLOSED",
                        reset,
                        wire -> wire.frame(HEADERS, GET, 1, get())),
                row("5.1 DATA on a closed stream", "1 RST STREAM_CLOSED", closed, wire -> wire.frame(DATA, 1, 1, 1)),
                row(
                        "5.1 HEADERS on a closed stream",
                        "GOAWAY STREAM_CLOSED",
                        closed,
                        wire -> wire.frame(HEADERS, GET, 1, get())),
                row(
                        "5.1 WINDOW_UPDATE on a closed stream",
                        "alive",
                        closed,
                        wire -> wire.frame(WINDOW_UPDATE, 0, 1, 0, 0, 0, 100)),
                row(
                        "5.1 RST_STREAM on a closed stream",
                        "alive",
                        closed,
                        wire -> wire.frame(RST_STREAM, 0, 1, 0, 0, 0, 8)),
                row("5.1.1 even stream", "GOAWAY PROTOCOL_ERROR", wire -> wire.frame(HEADERS, GET, 2, get())),
                row(
                        "5.1.1 stream below the last",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(HEADERS, GET, 5, get()).frame(HEADERS, GET, 3, get())),
                row(
                        "5.1.1 trailers",
                        "1 200",
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST"))
                                .frame(HEADERS, GET, 3, get())
                                .frame(DATA, 0, 1, 1, 2, 3)
                                .frame(HEADERS, GET, 1, block("x", "y"))),
                row("5.1.2 more streams than allowed", "201 RST REFUSED_STREAM", wire -> {
                    for (int stream = 1; stream <= 201; stream += 2) {
                        wire.frame(HEADERS, END_HEADERS, stream, request("POST"));
                    }
                }),
                row("5.1.2 trailers of a refused stream", "201 RST REFUSED_STREAM", wire -> {
                    for (int stream = 1; stream <= 201; stream += 2) {
                        wire.frame(HEADERS, END_HEADERS, stream, request("POST"));
                    }
                    wire.frame(HEADERS, GET, 201, block("x", "y"));
                }));
    }

    private static Stream<Arguments> frameTypes() {
        return Stream.of(
                row("6.1 DATA on stream 0", "GOAWAY PROTOCOL_ERROR", wire -> wire.frame(DATA, 1, 0, 1)),
                row(
                        "6.1 DATA with too much padding",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST"))
                                .frame(DATA, END_STREAM | PADDED, 1, 6, 1, 2, 3, 4, 5)),
                row("6.2 HEADERS on stream 0", "GOAWAY PROTOCOL_ERROR", wire -> wire.frame(HEADERS, GET, 0, get())),
                row(
                        "6.2 HEADERS with too much padding",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(HEADERS, GET | PADDED, 1, 0x82, 0x84, 0x87)),
                row("6.2 HEADERS with priority", "1 200", wire -> {
                    byte[] head = get();
                    byte[] all = new byte[head.length + 5];
                    System.arraycopy(head, 0, all, 5, head.length);
                    wire.frame(HEADERS, GET | WITH_PRIORITY, 1, all);
                }),
                row(
                        "6.3 PRIORITY on stream 0",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(PRIORITY, 0, 0, 0, 0, 0, 0, 255)),
                row(
                        "6.3 short PRIORITY",
                        "1 RST FRAME_SIZE_ERROR",
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST"))
                                .frame(PRIORITY, 0, 1, 0, 0, 0, 255)),
                row(
                        "6.4 RST_STREAM on stream 0",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(RST_STREAM, 0, 0, 0, 0, 0, 8)),
                row(
                        "6.4 short RST_STREAM",
                        "GOAWAY FRAME_SIZE_ERROR",
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST"))
                                .frame(RST_STREAM, 0, 1, 0, 0, 8)),
                row(
                        "6.5 SETTINGS acknowledgement with payload",
                        "GOAWAY FRAME_SIZE_ERROR",
                        wire -> wire.frame(SETTINGS, ACK, 0, 0, 3, 0, 0, 0, 1)),
                row(
                        "6.5 SETTINGS on a stream",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(SETTINGS, 0, 1, 0, 3, 0, 0, 0, 1)),
                row("6.5 short SETTINGS", "GOAWAY FRAME_SIZE_ERROR", wire -> wire.frame(SETTINGS, 0, 0, 0, 3, 0)),
                row(
                        "6.5.2 push neither on nor off",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(SETTINGS, 0, 0, 0, 2, 0, 0, 0, 2)),
                row(
                        "6.5.2 window above 2^31-1",
                        "GOAWAY FLOW_CONTROL_ERROR",
                        wire -> wire.frame(SETTINGS, 0, 0, 0, 4, 0x80, 0, 0, 0)),
                row(
                        "6.5.2 frames below 2^14",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(SETTINGS, 0, 0, 0, 5, 0, 0, 0x3f, 0xff)),
                row(
                        "6.5.2 frames above 2^24-1",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(SETTINGS, 0, 0, 0, 5, 1, 0, 0, 0)),
                row("6.5.2 unknown setting", "alive", wire -> wire.frame(SETTINGS, 0, 0, 0, 0xff, 0, 0, 0, 1)),
                row(
                        "6.6 PUSH_PROMISE",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(PUSH_PROMISE, END_HEADERS, 1, 0, 0, 0, 2, 0x82, 0x84, 0x87)),
                row(
                        "6.7 PING acknowledgement nobody asked for",
                        "alive",
                        wire -> wire.frame(PING, ACK, 0, new byte[8])),
                row("6.7 PING on a stream", "GOAWAY PROTOCOL_ERROR", wire -> wire.frame(PING, 0, 1, new byte[8])),
                row("6.7 short PING", "GOAWAY FRAME_SIZE_ERROR", wire -> wire.frame(PING, 0, 0, new byte[6])),
                row("6.8 GOAWAY on a stream", "GOAWAY PROTOCOL_ERROR", wire -> wire.frame(GOAWAY, 0, 1, new byte[8])),
                row(
                        "6.10 CONTINUATION",
                        "1 200",
                        wire -> wire.frame(HEADERS, END_STREAM, 1, get())
                                .frame(CONTINUATION, 0, 1, block("a", "b"))
                                .frame(CONTINUATION, END_HEADERS, 1, block("c", "d"))),
                row(
                        "6.10 CONTINUATION after the last",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST"))
                                .frame(CONTINUATION, END_HEADERS, 1, block("a", "b"))),
                row(
                        "6.10 CONTINUATION on stream 0",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(HEADERS, END_STREAM, 1, get())
                                .frame(CONTINUATION, END_HEADERS, 0, block("a", "b"))),
                row(
                        "6.10 DATA within a header block",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(HEADERS, 0, 1, request("POST")).frame(DATA, END_STREAM, 1, 1)),
                row(
                        "7 unknown error code",
                        "alive",
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST"))
                                .frame(RST_STREAM, 0, 1, 0, 0, 0, 0xff)));
    }

    private static Stream<Arguments> windows() {
        return Stream.of(
                row(
                        "6.9 WINDOW_UPDATE of 0",
                        "GOAWAY PROTOCOL_ERROR",
                        wire -> wire.frame(WINDOW_UPDATE, 0, 0, 0, 0, 0, 0)),
                row(
                        "6.9 WINDOW_UPDATE of 0 on a stream",
                        "1 RST PROTOCOL_ERROR",
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST"))
                                .frame(WINDOW_UPDATE, 0, 1, 0, 0, 0, 0)),
                row(
                        "6.9 short WINDOW_UPDATE",
                        "GOAWAY FRAME_SIZE_ERROR",
                        wire -> wire.frame(WINDOW_UPDATE, 0, 0, 0, 0, 1)),
                row(
                        "6.9.1 window above 2^31-1",
                        "GOAWAY FLOW_CONTROL_ERROR",
                        wire -> wire.frame(WINDOW_UPDATE, 0, 0, 0x7f, 0xff, 0xff, 0xff)
                                .frame(WINDOW_UPDATE, 0, 0, 0x7f, 0xff, 0xff, 0xff)),
                row(
                        "6.9.1 window of a stream above 2^31-1",
                        "1 RST FLOW_CONTROL_ERROR",
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST"))
                                .frame(WINDOW_UPDATE, 0, 1, 0x7f, 0xff, 0xff, 0xff)
                                .frame(WINDOW_UPDATE, 0, 1, 0x7f, 0xff, 0xff, 0xff)),
                row(
                        "6.9.2 windows above 2^31-1 by a setting",
                        "GOAWAY FLOW_CONTROL_ERROR",
                        wire -> wire.frame(HEADERS, END_HEADERS, 1, request("POST"))
                                .frame(WINDOW_UPDATE, 0, 1, 0x7f, 0xff, 0, 0)
                                .frame(SETTINGS, 0, 0, 0, 4, 0x7f, 0xff, 0xff, 0xff)));
    }

    private static Stream<Arguments> hpack() {
        String error = "GOAWAY COMPRESSION_ERROR";
        return Stream.of(
                head("2.3.3 index beyond both tables", error, plus(get(), 0xff, 0x00)),
                head("2.3.3 name index beyond both tables", error, plus(get(), 0x7f, 0x80, 0x01, 1, 'x')),
                head("4.2 table size after a field", error, plus(get(), 0x20)),
                head("5.2 Huffman padding of more than 7 bits", error, plus(get(), 0, 1, 'x', 0x82, 0x1f, 0xff)),
                head("5.2 Huffman padding with zeros", error, plus(get(), 0, 1, 'x', 0x81, 0x18)),
                head("5.2 Huffman end of string", error, plus(get(), 0, 1, 'x', 0x84, 0xff, 0xff, 0xff, 0xff)),
                head("5.1 integer without end", error, plus(get(), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)),
                head("5.2 string beyond the block", error, plus(get(), 0, 1, 'x', 100, 'y')),
                head("6.1 index 0", error, plus(get(), 0x80)),
                head("6.3 table size above the setting", error, new byte[] {0x3f, (byte) 0xe2, 0x1f, (byte) 0x82}));
    }

    private static byte[] plus(byte[] block, int... more) {
        byte[] all = java.util.Arrays.copyOf(block, block.length + more.length);
        for (int i = 0; i < more.length; i++) {
            all[block.length + i] = (byte) more[i];
        }
        return all;
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
    void connectionThatDoesNotBeginWithThePrefaceIsClosed() throws Exception {
        try (Http2Wire wire = Http2Wire.silent(servers.openHttp2()).text("INVALID CONNECTION PREFACE\r\n\r\n")) {
            assertThat(wire.outcome()).endsWith("end");
        }
    }

    @Test
    void firstFrameMustBeSettings() throws Exception {
        try (Http2Wire wire = Http2Wire.silent(servers.openHttp2())
                .text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                .frame(HEADERS, GET, 1, get())) {
            assertThat(wire.outcome()).contains("GOAWAY PROTOCOL_ERROR").endsWith("end");
        }
    }

    @Test
    void framesMayComeByteByByte() throws Exception {
        try (Http2Wire wire = Http2Wire.open(servers.openHttp2())) {
            for (int stream : new int[] {1, 3, 1}) {
                byte[] frame = Http2Wire.encoded(HEADERS, GET, stream, get());
                for (byte b : frame) {
                    wire.bytes(new byte[] {b});
                }
            }
            assertThat(wire.outcome()).containsExactly("1 200", "3 200", "GOAWAY STREAM_CLOSED", "end");
        }
    }

    /** Reads the whole answer on a stream. */
    private static void read(Http2Wire wire, int stream) {
        try {
            Http2Wire.Frame frame;
            do {
                frame = java.util.Objects.requireNonNull(wire.next());
            } while (frame.stream() != stream || (frame.flags() & END_STREAM) == 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Arguments head(String name, String expected, byte[] block) {
        return row(name, expected, wire -> wire.frame(HEADERS, GET, 1, block));
    }

    private static Arguments row(String name, String expected, Consumer<Http2Wire> frames) {
        return arguments(name, expected, frames);
    }

    private static Arguments row(String name, String expected, Consumer<Http2Wire> before, Consumer<Http2Wire> frames) {
        return arguments(name, expected, before.andThen(frames));
    }
}
