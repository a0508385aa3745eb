package org.jminihttpd.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** However requests are pipelined, each is answered, in order, and none after one that asked to close. */
@Tag("lane")
class PipeliningWireTests {

    private static GuardedServers servers;

    @BeforeAll
    static void start() throws IOException {
        servers = new GuardedServers(GuardedServers.limits(), PipeliningWireTests::answer);
    }

    @AfterAll
    static void stop() throws IOException {
        servers.close();
    }

    /** {@code /slow/...} answers later, {@code /chunked/...} in chunks, {@code /unread/...} without reading the body. */
    private static Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        String text = "<" + request.uri() + ">" + (request.uri().contains("long") ? "x".repeat(8_000_000) : "");
        Mono<Void> send = request.uri().contains("chunked")
                ? response.sendString(Flux.just(text, text)).then()
                : response.header("Content-Length", String.valueOf(text.length()))
                        .sendString(Mono.just(text))
                        .then();
        Mono<Void> read = request.uri().contains("unread")
                ? Mono.empty()
                : request.receive().then();
        Mono<Void> wait = request.uri().contains("slow")
                ? Mono.delay(Duration.ofMillis(2)).then()
                : Mono.empty();
        return read.then(wait).then(send);
    }

    @ParameterizedTest
    @EnumSource
    void randomPipelinesAreAnsweredInOrder(GuardedServers.Kind kind) throws IOException {
        Random random = new Random(42);
        int requests = 0;
        for (int connection = 0; connection < 150; connection++) {
            try (Wire wire = servers.open(kind)) {
                requests += pipeline(wire, random, connection);
            }
        }
        assertThat(requests).isGreaterThan(1500);
    }

    private static int pipeline(Wire wire, Random random, int connection) throws IOException {
        StringBuilder bytes = new StringBuilder();
        List<String> expected = new ArrayList<>();
        int count = 1 + random.nextInt(30);
        boolean closes = false;
        for (int i = 0; i < count && !closes; i++) {
            closes = random.nextInt(40) == 0 || (i == count - 1 && random.nextBoolean());
            String path = "/"
                    + List.of("slow", "quick", "chunked", "unread", "slow-chunked")
                            .get(random.nextInt(5)) + "/" + connection + "/" + i;
            boolean head = random.nextInt(6) == 0;
            boolean http10 = closes && random.nextBoolean();
            int body = !head && random.nextInt(4) == 0 ? random.nextInt(3000) : 0;
            boolean chunks = body > 0 && !http10 && random.nextBoolean();
            bytes.append(head ? "HEAD " : body > 0 ? "POST " : "GET ")
                    .append(path)
                    .append(http10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\nHost: a\r\n")
                    .append(closes && !http10 ? "Connection: close\r\n" : "");
            if (chunks) {
                bytes.append("Transfer-Encoding: chunked\r\n\r\n")
                        .append(Integer.toHexString(body))
                        .append("\r\n")
                        .append("b".repeat(body))
                        .append("\r\n0\r\n\r\n");
            } else {
                bytes.append(body > 0 ? "Content-Length: " + body + "\r\n" : "")
                        .append("\r\n")
                        .append("b".repeat(body));
            }
            String text = "<" + path + ">";
            expected.add(head ? "" : path.contains("chunked") ? text + text : text);
        }
        int asked = expected.size();
        if (closes) {
            bytes.append("GET /after-close HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        byte[] all = bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
        Thread sender = new Thread(() -> sendInPieces(wire, all, new Random(connection)));
        sender.start();
        try {
            for (int i = 0; i < asked; i++) {
                assertThat(body(wire, expected.get(i).isEmpty()))
                        .as("answer %s of %s", i, connection)
                        .isEqualTo(expected.get(i));
            }
            if (closes) {
                assertThat(wire.rest()).as("after the last answer").isEmpty();
            }
        } finally {
            sender.interrupt();
        }
        return asked;
    }

    private static void sendInPieces(Wire wire, byte[] all, Random random) {
        int from = 0;
        while (from < all.length) {
            int to = random.nextInt(3) == 0 ? all.length : Math.min(all.length, from + 1 + random.nextInt(200));
            wire.sendIfWanted(new String(all, from, to - from, StandardCharsets.ISO_8859_1));
            from = to;
        }
    }

    private static String body(Wire wire, boolean head) throws IOException {
        Wire.Answer answer = wire.answer(!head);
        assertThat(answer.status()).isEqualTo(200);
        if (head || !answer.head().contains("chunked")) {
            return answer.body();
        }
        StringBuilder body = new StringBuilder();
        while (true) {
            StringBuilder size = new StringBuilder();
            while (size.indexOf("\r\n") < 0) {
                size.append((char) wire.read());
            }
            int length = Integer.parseInt(size.substring(0, size.length() - 2), 16);
            body.append(new String(wire.read(length), StandardCharsets.ISO_8859_1));
            wire.read(2);
            if (length == 0) {
                return body.toString();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void thousandsOfRequestsInOneWriteAreAnswered(GuardedServers.Kind kind) throws IOException {
        String request = "GET /quick HTTP/1.1\r\nHost: a\r\n\r\n";
        try (Wire wire = servers.open(kind)) {
            Thread sender = new Thread(() -> wire.sendIfWanted(request.repeat(5000)));
            sender.start();
            for (int i = 0; i < 5000; i++) {
                assertThat(wire.answer(true).body()).isEqualTo("</quick>");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "UNIX"})
    void clientThatEndsItsOutputGetsAllAnswers(GuardedServers.Kind kind) throws IOException {
        try (Wire wire = servers.open(kind)) {
            wire.send("GET /slow/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /slow/2 HTTP/1.1\r\nHost: a\r\n\r\n")
                    .endOutput();
            assertThat(wire.answer(true).body()).isEqualTo("</slow/1>");
            assertThat(wire.answer(true).body()).isEqualTo("</slow/2>");
            assertThat(wire.rest()).isEmpty();
        }
    }
}
