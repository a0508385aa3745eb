package org.jminihttpd.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.guard.Http2Wire.CONTINUATION;
import static org.jminihttpd.guard.Http2Wire.DATA;
import static org.jminihttpd.guard.Http2Wire.END_HEADERS;
import static org.jminihttpd.guard.Http2Wire.END_STREAM;
import static org.jminihttpd.guard.Http2Wire.HEADERS;
import static org.jminihttpd.guard.Http2Wire.PING;
import static org.jminihttpd.guard.Http2Wire.PRIORITY;
import static org.jminihttpd.guard.Http2Wire.RST_STREAM;
import static org.jminihttpd.guard.Http2Wire.SETTINGS;
import static org.jminihttpd.guard.Http2Wire.WINDOW_UPDATE;
import static org.jminihttpd.guard.Http2Wire.block;
import static org.jminihttpd.guard.Http2Wire.encoded;
import static org.jminihttpd.guard.Http2Wire.get;
import static org.jminihttpd.guard.Http2Wire.request;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jminihttpd.config.LimitProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/** A client that floods (BAD_INPUTS row 12) loses its connection, early, and nobody else notices. */
public class Http2FloodWireTests {

    private static final int GET = END_STREAM | END_HEADERS;
    private static final int FLOOD = 50_000;

    private static GuardedServers servers;

    @BeforeAll
    static void start() throws IOException {
        servers = new GuardedServers(GuardedServers.limits());
    }

    @AfterAll
    static void stop() throws IOException {
        servers.close();
    }

    /** Name, frames to send at once, and the frames by their number. */
    public static Stream<Arguments> floods() {
        return Stream.of(
                flood(
                        "rapid reset (CVE-2023-44487)",
                        1,
                        i -> join(
                                encoded(HEADERS, GET, 2 * i + 1, get()),
                                encoded(RST_STREAM, 0, 2 * i + 1, new byte[4]))),
                flood(
                        "made to reset by a window (CVE-2025-55163)",
                        1,
                        i -> join(
                                encoded(HEADERS, END_HEADERS, 2 * i + 1, request("POST")),
                                encoded(WINDOW_UPDATE, 0, 2 * i + 1, new byte[4]))),
                flood(
                        "made to reset by data after the end",
                        1,
                        i -> join(encoded(HEADERS, GET, 2 * i + 1, get()), encoded(DATA, 0, 2 * i + 1, new byte[1]))),
                flood("made to reset by a malformed head", 1, i -> encoded(HEADERS, GET, 2 * i + 1, get("X", "y"))),
                flood(
                        "endless header block",
                        100,
                        i -> encoded(
                                i == 0 ? HEADERS : CONTINUATION, 0, 1, i == 0 ? get() : block("x", "y".repeat(1000)))),
                flood(
                        "zero-length CONTINUATION (CVE-2026-33871)",
                        100,
                        i -> encoded(i == 0 ? HEADERS : CONTINUATION, 0, 1, i == 0 ? get() : new byte[0])),
                flood(
                        "small CONTINUATION",
                        100,
                        i -> encoded(i == 0 ? HEADERS : CONTINUATION, 0, 1, i == 0 ? get() : block("x", "y"))),
                flood(
                        "SETTINGS (CVE-2019-9515)",
                        10,
                        i -> encoded(SETTINGS, 0, 0, new byte[] {0, 3, 0, 0, 0, (byte) i})),
                flood("PING (CVE-2019-9512)", 10, i -> encoded(PING, 0, 0, new byte[8])),
                flood("PING acknowledgements", 10, i -> encoded(PING, 1, 0, new byte[8])),
                flood("PRIORITY (CVE-2019-9513)", 10, i -> encoded(PRIORITY, 0, 2 * i + 1, new byte[5])),
                flood(
                        "empty DATA (CVE-2019-9518)",
                        10,
                        i -> i == 0
                                ? encoded(HEADERS, END_HEADERS, 1, request("POST"))
                                : encoded(DATA, 0, 1, new byte[0])),
                flood("WINDOW_UPDATE", 10, i -> encoded(WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1})),
                flood("unknown frames", 10, i -> encoded(0x77, 0, 0, new byte[0])));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void floods(String name, int batch, IntFunction<byte[]> frames) throws Exception {
        flood(servers.openHttp2(), servers.open(GuardedServers.Kind.TLS), batch, frames);
    }

    /** Floods one connection until it ends, and asks on another one meanwhile; closes both. */
    public static void flood(Wire victim, Wire other, int batch, IntFunction<byte[]> frames) throws Exception {
        try (Http2Wire wire = Http2Wire.open(victim);
                Wire normal = other) {
            Thread flood = new Thread(() -> {
                for (int i = 0; i < FLOOD && !wire.isBroken(); i += batch) {
                    byte[][] frame = new byte[batch][];
                    for (int j = 0; j < batch; j++) {
                        frame[j] = frames.apply(i + j);
                    }
                    wire.bytes(join(frame));
                }
            });
            flood.start();
            int answers = 0;
            while (wire.next() != null) { // a GOAWAY mostly, unless what is unread makes the kernel reset first
                answers++;
                if (answers % 100 == 0) {
                    assertServes(normal);
                }
            }
            assertThat(answers).isLessThan(FLOOD / 10);
            assertServes(normal);
            flood.join(20_000);
            assertThat(flood.isAlive()).isFalse();
        }
    }

    @Test
    void answersThatNobodyTakesAreEnded() throws Exception {
        LimitProperties limits = new LimitProperties(Duration.ofSeconds(2), 16 * 1024, 1024, 10_000);
        try (GuardedServers big = new GuardedServers(
                        limits, (request, response) -> response.sendByteArray(Mono.just(new byte[100_000])));
                Http2Wire wire = Http2Wire.open(big.openHttp2())) {
            wire.frame(SETTINGS, 0, 0, 0, 4, 0, 0, 0, 0);
            for (int i = 0; i < 100; i++) {
                wire.frame(HEADERS, GET, 2 * i + 1, get());
            }
            Set<Integer> reset = new HashSet<>();
            for (Http2Wire.Frame frame; (frame = wire.next()) != null; ) {
                if (frame.type() == RST_STREAM) {
                    reset.add(frame.stream());
                }
            }
            assertThat(reset).hasSize(100);
        }
    }

    /** A browser that loads a page of many small files is no flood. */
    @Test
    void manyRequestsAreNoFlood() throws Exception {
        try (Http2Wire wire = Http2Wire.open(servers.openHttp2())) {
            for (int i = 0; i < 5000; i += 50) {
                for (int j = i; j < i + 50; j++) {
                    wire.frame(HEADERS, END_HEADERS, 2 * j + 1, request("POST"))
                            .frame(DATA, END_STREAM, 2 * j + 1, new byte[100]);
                }
                for (int ends = 0; ends < 50; ) {
                    Http2Wire.Frame frame = java.util.Objects.requireNonNull(wire.next());
                    if (frame.type() == DATA && frame.payload().isReadable()) {
                        int size = frame.payload().readableBytes();
                        wire.frame(WINDOW_UPDATE, 0, 0, 0, 0, 0, size);
                    }
                    ends += (frame.type() == DATA || frame.type() == HEADERS) && (frame.flags() & END_STREAM) != 0
                            ? 1
                            : 0;
                }
            }
            assertThat(wire.outcome()).containsExactly("alive");
        }
    }

    private static void assertServes(Wire normal) throws IOException {
        assertThat(normal.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer(true).status())
                .isEqualTo(200);
    }

    private static Arguments flood(String name, int batch, IntFunction<byte[]> frames) {
        return arguments(name, batch, frames);
    }

    private static byte[] join(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }
}
