package org.jminihttpd.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jminihttpd.badinput.EveryListener.Kind;
import org.jminihttpd.guard.FramingTable;
import org.jminihttpd.guard.Http2FloodWireTests;
import org.jminihttpd.guard.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the guard is for (BAD_INPUTS rows 11 to 14 and 20), on the program itself, with a small heap. */
@Tag("heavy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class HostileClientsWireTests {

    private EveryListener server;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("index.html"), "public");
        server = EveryListener.start(Files.createDirectories(directory.resolve("inside")), """
                timeout = 2
                max_body = 1048576
                max_header = 16384
                [routes]
                / = static:%s
                """.formatted(directory));
    }

    @AfterAll
    void stop() throws IOException {
        try {
            server.assertUnhurt("/");
        } finally {
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "TLS", "UNIX", "INHERITED"})
    void ambiguousFramingIsRefusedAndWhatFollowsNeverRead(Kind kind) {
        assertThat(FramingTable.refused()).allSatisfy(row -> {
            try (Wire wire = server.open(kind)) {
                String answers = wire.sendIfWanted(row.request())
                        .sendIfWanted("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                        .rest();
                assertThat(answers).as(row.name()).startsWith("HTTP/1.1 " + row.status() + " ");
                assertThat(answers.toLowerCase(Locale.ROOT)).contains("\r\nconnection: close\r\n", "\r\ndate: ");
                assertThat(answers.split("HTTP/1.1 ", -1)).as("one answer").hasSize(2);
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.jminihttpd.guard.Http2FloodWireTests#floods")
    void floodsEnd(String name, int batch, IntFunction<byte[]> frames) throws Exception {
        Http2FloodWireTests.flood(server.open(Kind.H2), server.open(Kind.INHERITED), batch, frames);
    }

    @ParameterizedTest
    @EnumSource
    void slowClientsDoNotDelayOthers(Kind kind) throws IOException {
        List<Wire> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                // to the HTTP/2 listener, a preface that never ends
                slow.add(server.open(kind).send(kind == Kind.H2 ? "PRI * HTTP" : "GET / HTTP"));
                assertThat(server.get(Kind.PLAIN, "/").status()).isEqualTo(200);
            }
            for (Wire wire : slow) {
                String answer = wire.rest();
                if (kind != Kind.H2) {
                    assertThat(answer).startsWith("HTTP/1.1 408 ");
                }
                assertThat(server.get(kind, "/").status()).isEqualTo(200);
            }
        } finally {
            for (Wire wire : slow) {
                wire.close();
            }
        }
    }
}
