package org.jminihttpd.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;

/** What two parsers could read differently is refused, and what follows it is never read (RFC 9112, Http11Probe). */
@Tag("lane")
class StrictFramingWireTests {

    private static final String FOLLOWED_BY = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    private static GuardedServers servers;

    /** Answers at once, whatever body may follow: as a handler of static files does. */
    private static GuardedServers deaf;

    @BeforeAll
    static void start() throws IOException {
        servers = new GuardedServers(GuardedServers.limits());
        deaf = new GuardedServers(
                GuardedServers.limits(),
                (request, response) -> response.status(405).send());
    }

    @AfterAll
    static void stop() throws IOException {
        servers.close();
        deaf.close();
    }

    static Stream<Arguments> refused() {
        return Stream.of(GuardedServers.Kind.values())
                .flatMap(kind ->
                        FramingTable.refused().map(row -> arguments(kind, row.status(), row.name(), row.request())));
    }

    @ParameterizedTest(name = "{0}: {2} is {1}")
    @MethodSource
    void refused(GuardedServers.Kind kind, int status, String name, String request) throws IOException {
        refused(servers, kind, status, request);
        refused(deaf, kind, status, request);
    }

    private static void refused(GuardedServers servers, GuardedServers.Kind kind, int status, String request)
            throws IOException {
        servers.seen.clear();
        try (Wire wire = servers.open(kind)) {
            String answers =
                    wire.sendIfWanted(request).sendIfWanted(FOLLOWED_BY).rest();
            assertThat(answers).startsWith("HTTP/1.1 " + status + " ");
            assertThat(answers.toLowerCase(java.util.Locale.ROOT))
                    .contains("\r\nconnection: close\r\n")
                    .containsOnlyOnce("\r\ndate: ");
            assertThat(answers.split("HTTP/1.1 ", -1)).as("one answer").hasSize(2);
            assertThat(answers.length()).as("small").isLessThan(300);
            assertThat(answers).doesNotContain("xception", "netty", "at org.");
        }
        assertThat(servers.seen).noneMatch(seen -> seen.contains("smuggled"));
    }

    @ParameterizedTest
    @EnumSource
    void lineOfNoProtocolIsNotWaitedFor(GuardedServers.Kind kind) throws IOException {
        try (Wire wire = servers.open(kind)) {
            assertThat(wire.send("GET /\r\n").rest()).startsWith("HTTP/1.1 400 ");
        }
        try (Wire wire = servers.open(kind)) {
            assertThat(wire.send("hello\n").rest()).startsWith("HTTP/1.1 400 ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void optionsOfTheServerLeaveTheConnectionOpen(GuardedServers.Kind kind) throws IOException {
        try (Wire wire = servers.open(kind)) {
            for (String body : List.of(
                    "\r\n",
                    "Content-Length: 5\r\n\r\nhello",
                    "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                    "Content-Length: 100000\r\n\r\n" + "x".repeat(100_000))) {
                Wire.Answer answer =
                        wire.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n" + body).answer(false);
                assertThat(answer.status()).isEqualTo(204);
                assertThat(answer.head().toLowerCase(java.util.Locale.ROOT))
                        .contains("\r\nallow: get, head, options\r\n")
                        .doesNotContain("connection: close", "content-length");
            }
            assertThat(wire.send(FOLLOWED_BY).answer(true).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyAnswerHasOneDate(GuardedServers.Kind kind) throws IOException {
        try (Wire wire = servers.open(kind)) {
            String head = wire.send(FOLLOWED_BY).answer(true).head();
            Matcher date = Pattern.compile("(?i)\r\ndate: (.*)\r\n").matcher(head);
            assertThat(date.find()).isTrue();
            assertThat(date.group(1)).matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
            assertThat(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.group(1), Instant::from))
                    .isBetween(Instant.now().minusSeconds(10), Instant.now());
            assertThat(date.find(date.end() - 2)).isFalse();
            String proceed = wire.send(
                            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
                    .answer(false)
                    .head();
            assertThat(proceed).startsWith("HTTP/1.1 100 ").doesNotContainIgnoringCase("date:");
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientOfHttp10KeepsItsConnectionIfItAsks(GuardedServers.Kind kind) throws IOException {
        try (Wire wire = servers.open(kind)) {
            for (int i = 0; i < 3; i++) {
                String head = wire.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\nExpect: 100-continue\r\n\r\n")
                        .answer(true)
                        .head();
                assertThat(head).startsWith("HTTP/1.1 200 ").containsIgnoringCase("\r\nconnection: keep-alive\r\n");
            }
            assertThat(wire.send("GET / HTTP/1.0\r\n\r\n").rest()).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientOfHttp10GetsNoChunks(GuardedServers.Kind kind) throws IOException {
        try (GuardedServers chunking = new GuardedServers(
                        GuardedServers.limits(), (request, response) -> response.sendString(Flux.just("he", "llo")));
                Wire wire = chunking.open(kind)) {
            assertThat(wire.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
                            .rest())
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("\r\nconnection: close\r\n")
                    .doesNotContainIgnoringCase("transfer-encoding")
                    .endsWith("\r\n\r\nhello");
        }
    }

    @ParameterizedTest
    @EnumSource
    void expectationWithoutBodyDoesNotEndTheConnection(GuardedServers.Kind kind) throws IOException {
        try (Wire wire = deaf.open(kind)) {
            assertThat(wire.send("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n")
                            .answer(true)
                            .status())
                    .isEqualTo(405);
            assertThat(wire.send(FOLLOWED_BY).answer(true).status()).isEqualTo(405);
            assertThat(wire.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
                            .rest())
                    .startsWith("HTTP/1.1 405 ")
                    .containsIgnoringCase("\r\nconnection: close\r\n");
        }
    }

    static Stream<Arguments> accepted() {
        return Stream.of(GuardedServers.Kind.values())
                .flatMap(kind -> FramingTable.accepted().map(row -> arguments(kind, row.name(), row.request())));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void accepted(GuardedServers.Kind kind, String seen, String request) throws IOException {
        servers.seen.clear();
        try (Wire wire = servers.open(kind)) {
            assertThat(wire.send(request).answer(true).status()).isEqualTo(200);
            assertThat(wire.send(FOLLOWED_BY).answer(true).status())
                    .as("the connection goes on")
                    .isEqualTo(200);
        }
        assertThat(servers.seen.poll()).isEqualTo(seen.replace("[c]", "%5Bc%5D"));
    }
}
