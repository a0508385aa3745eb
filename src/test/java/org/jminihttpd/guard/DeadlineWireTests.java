package org.jminihttpd.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.guard.Http2Wire.HEADERS;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jminihttpd.config.LimitProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Slow clients (BAD_INPUTS row 13) lose their connection after the timeout, those that move keep it. */
@Execution(ExecutionMode.CONCURRENT)
class DeadlineWireTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int PIECES = 4000;
    private static final byte[] PIECE = new byte[16 * 1024];

    /** Before anything can have been ended by its deadline. */
    private static final Duration TOO_EARLY = Duration.ofMillis(1500);

    private static GuardedServers servers;

    @BeforeAll
    static void start() throws IOException {
        servers = new GuardedServers(
                new LimitProperties(TIMEOUT, 16 * 1024, 1024 * 1024, 10_000),
                (request, response) -> request.uri().equals("/big")
                        ? response.sendByteArray(Flux.range(0, PIECES).map(i -> PIECE))
                        : request.receive()
                                .aggregate()
                                .asByteArray()
                                .map(body -> body.length)
                                .defaultIfEmpty(0)
                                .flatMap(length -> response.header("Content-Length", "2")
                                        .sendString(Mono.just("ok"))
                                        .then()));
    }

    @AfterAll
    static void stop() throws IOException {
        servers.close();
    }

    @ParameterizedTest
    @EnumSource
    void headThatDripsIsAnswered408(GuardedServers.Kind kind) throws Exception {
        try (Wire wire = servers.open(kind)) {
            Instant begin = Instant.now();
            wire.send("GET / HTTP/1.1\r\nX: ");
            CompletableFuture<String> rest = rest(wire);
            while (!rest.isDone()) {
                wire.sendIfWanted("x");
                Thread.sleep(100);
            }
            assertThat(rest.get()).startsWith("HTTP/1.1 408 ").contains("connection: close");
            assertThat(Duration.between(begin, Instant.now())).isGreaterThan(TOO_EARLY);
        }
    }

    @ParameterizedTest
    @EnumSource
    void headThatStopsIsAnswered408(GuardedServers.Kind kind) throws Exception {
        try (Wire wire = servers.open(kind)) {
            assertThat(wire.send("GET").rest()).startsWith("HTTP/1.1 408 ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void silenceIsEndedWithoutAnAnswer(GuardedServers.Kind kind) throws Exception {
        try (Wire fresh = servers.open(kind);
                Wire used = servers.open(kind)) {
            Instant begin = Instant.now();
            used.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer(true);
            assertThat(fresh.rest()).isEmpty();
            assertThat(used.rest()).isEmpty();
            assertThat(Duration.between(begin, Instant.now())).isGreaterThan(TOO_EARLY);
        }
    }

    @ParameterizedTest
    @EnumSource
    void emptyLinesDoNotKeepAConnection(GuardedServers.Kind kind) throws Exception {
        try (Wire wire = servers.open(kind)) {
            CompletableFuture<String> rest = rest(wire);
            while (!rest.isDone()) {
                wire.sendIfWanted("\r\n");
                Thread.sleep(100);
            }
            assertThat(rest.get()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void bodyThatStopsIsAnswered408(GuardedServers.Kind kind) throws Exception {
        for (String framing : List.of("Content-Length: 10", "Transfer-Encoding: chunked")) {
            try (Wire wire = servers.open(kind)) {
                wire.send("POST / HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n5");
                assertThat(wire.rest()).startsWith("HTTP/1.1 408 ").contains("connection: close");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void bodyThatMovesIsWaitedFor(GuardedServers.Kind kind) throws Exception {
        try (Wire wire = servers.open(kind)) {
            wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
            for (int i = 0; i < 10; i++) {
                Thread.sleep(500);
                wire.send("x");
            }
            assertThat(wire.answer(true).body()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @EnumSource
    void answerThatNobodyReadsIsEnded(GuardedServers.Kind kind) throws Exception {
        try (Wire wire = servers.open(kind)) {
            wire.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
            Thread.sleep(TIMEOUT.multipliedBy(3).toMillis());
            assertThat(wire.rest().length()).isLessThan(PIECES * PIECE.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answerThatIsReadByteByByteIsEnded(GuardedServers.Kind kind) throws Exception {
        try (Wire wire = servers.open(kind)) {
            wire.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
            for (int i = 0; i < 60; i++) {
                assertThat(wire.read()).isNotNegative();
                Thread.sleep(100);
            }
            assertThat(wire.rest().length()).isLessThan(PIECES * PIECE.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answerThatIsReadSlowlyIsSentWhole(GuardedServers.Kind kind) throws Exception {
        try (Wire wire = servers.open(kind)) {
            wire.send("GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            int read = 0;
            for (int i = 0; i < 60; i++) {
                read += wire.read(256 * 1024).length; // 2.5 MB/s: less than the buffers of the kernel hold
                Thread.sleep(100);
            }
            assertThat(read + wire.rest().length()).isGreaterThan(PIECES * PIECE.length);
        }
    }

    @Test
    void http2ConnectionThatNeverBecomesARequestIsEnded() throws Exception {
        byte[] head = Http2Wire.encoded(HEADERS, 5, 1, Http2Wire.get("x", "y".repeat(1000)));
        try (Http2Wire silent = Http2Wire.silent(servers.openHttp2());
                Http2Wire idle = Http2Wire.open(servers.openHttp2());
                Http2Wire drip = Http2Wire.open(servers.openHttp2())) {
            AtomicBoolean done = new AtomicBoolean();
            Thread dripping = new Thread(() -> {
                for (int i = 0; i < head.length && !done.get(); i++) {
                    drip.bytes(new byte[] {head[i]});
                    sleep(100);
                }
            });
            dripping.start();
            assertThat(untilEnd(silent)).isTrue();
            assertThat(untilEnd(idle)).isTrue();
            assertThat(untilEnd(drip)).isTrue();
            done.set(true);
            dripping.join();
        }
    }

    @Test
    void http2BodyThatStopsIsAnswered408() throws Exception {
        try (Http2Wire wire = Http2Wire.open(servers.openHttp2())) {
            wire.frame(HEADERS, 4, 1, Http2Wire.request("POST")).frame(Http2Wire.DATA, 0, 1, 1, 2, 3);
            Thread.sleep(TIMEOUT.toMillis() * 2);
            assertThat(wire.outcome()).contains("1 408", "1 RST NO_ERROR");
        }
    }

    @Test
    void manySlowClientsDoNotDelayOthers() throws Exception {
        List<Wire> slow = new ArrayList<>();
        try (Wire normal = servers.open(GuardedServers.Kind.PLAIN)) {
            for (int i = 0; i < 500; i++) {
                Wire wire = servers.open(i % 10 == 0 ? GuardedServers.Kind.TLS : GuardedServers.Kind.PLAIN);
                slow.add(
                        wire.send(i % 2 == 0 ? "GET / HT" : "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"));
                assertThat(normal.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                                .answer(true)
                                .body())
                        .isEqualTo("ok");
            }
            List<CompletableFuture<String>> ends =
                    slow.stream().map(DeadlineWireTests::rest).toList();
            while (!ends.stream().allMatch(CompletableFuture::isDone)) { // an idle connection would end as well
                normal.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer(true);
                sleep(20);
            }
            for (CompletableFuture<String> end : ends) {
                assertThat(end.get()).startsWith("HTTP/1.1 408 ");
            }
        } finally {
            for (Wire wire : slow) {
                wire.close();
            }
        }
    }

    private static CompletableFuture<String> rest(Wire wire) {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        return wire.rest();
                    } catch (IOException e) {
                        return e.toString();
                    }
                })
                .orTimeout(20, TimeUnit.SECONDS);
    }

    private static boolean untilEnd(Http2Wire wire) throws IOException {
        while (wire.next() != null) {}
        return true;
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
