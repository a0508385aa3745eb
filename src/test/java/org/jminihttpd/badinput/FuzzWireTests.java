package org.jminihttpd.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jminihttpd.badinput.EveryListener.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests nobody thought of: pieces of good and bad ones put together at random, with a seed. */
@Tag("heavy")
@Tag("lane")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class FuzzWireTests {

    private static final int REQUESTS = 1500;

    private static final String SECRET = "the-secret";

    private static final List<String> METHODS =
            List.of("GET", "GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PROPFIND", "get");

    private static final List<String> PATHS = List.of(
            "/",
            "/",
            "/f.txt",
            "/sub",
            "/large.bin",
            "/.hidden",
            "/out",
            "//",
            "..",
            ".",
            "%2e",
            "%2f",
            "%5c",
            "%00",
            "%",
            "%25",
            "%zz",
            "%c3%a9",
            "%e9",
            "%c0%ae",
            "é",
            ";a=b",
            ":",
            "~",
            "+",
            "&",
            "=",
            "'",
            "\"",
            "<",
            ">",
            "{",
            "}",
            "|",
            "^",
            "`",
            "[",
            "]",
            "\\",
            "*",
            "?",
            "??",
            "?a=b",
            "?%zz",
            "?\\",
            "@",
            "$",
            "!",
            "(",
            ")",
            ",",
            "a",
            "index.html",
            "r/",
            "file",
            "x".repeat(300),
            "/a".repeat(200),
            "_",
            "-",
            "\u0080",
            "\u00ff");

    private static final List<String> NAMES = List.of(
            "Range",
            "If-Range",
            "If-Match",
            "If-None-Match",
            "If-Modified-Since",
            "If-Unmodified-Since",
            "Accept",
            "Accept-Encoding",
            "Cookie",
            "Authorization",
            "Referer",
            "X-Forwarded-For",
            "Content-Type",
            "User-Agent",
            "Cache-Control",
            "Origin",
            "Date",
            "Via",
            "TE",
            "x");

    private static final List<String> VALUES = List.of(
            "bytes=",
            "0-",
            "-1",
            "5-2",
            ",",
            "99999999999999999999",
            "-0",
            "\"",
            "W/\"a\"",
            "\"a\"",
            "*",
            "gzip",
            "application/json",
            "text/html;q=0.1",
            "q=x",
            ";",
            "Thu, 01 Jan 2026 00:00:00 GMT",
            "garbage",
            " ",
            "\t",
            "\u00e9",
            "%00",
            "trailers",
            "=",
            "none",
            "/",
            "a".repeat(500));

    /** All that a static or redirect route, or the guard before it, may say to these. */
    private static final Set<Integer> ALLOWED =
            Set.of(200, 204, 206, 301, 304, 308, 400, 404, 405, 412, 414, 416, 431, 501);

    private EveryListener server;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        Files.writeString(root.resolve("f.txt"), "0123456789");
        Files.writeString(root.resolve("large.bin"), "x".repeat(300_000));
        Files.writeString(root.resolve(".hidden"), SECRET);
        Files.writeString(directory.resolve("outside"), SECRET);
        Files.createSymbolicLink(root.resolve("out"), directory.resolve("outside"));
        Files.createDirectories(root.resolve("sub/a"));
        Files.writeString(root.resolve("sub/a/index.html"), "index");
        server = EveryListener.start(Files.createDirectories(directory.resolve("server")), """
                [routes]
                / = static:%1$s
                /r/ = redirect:/sub/
                /file = static:%1$s/f.txt
                """.formatted(root));
    }

    @AfterAll
    void stop() throws IOException {
        try {
            server.assertUnhurt("/f.txt");
        } finally {
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anythingIsAnsweredByTheRules(Kind kind) throws IOException {
        Random random = new Random(kind.name().hashCode());
        int answered = 0;
        for (int i = 0; i < REQUESTS; ) {
            try (Client client = server.connect(kind)) {
                while (client.isOpen() && i++ < REQUESTS) {
                    String method = pick(METHODS, random);
                    String target = target(random);
                    String[] fields = fields(random);
                    Answer answer = client.send(method, target, fields);
                    String request = method + " " + target + " " + List.of(fields) + " on " + kind;
                    if (answer.status() == 0) { // HTTP/2 resets what is malformed; HTTP/1 has to say what is wrong
                        assertThat(kind).as(request).isEqualTo(Kind.H2);
                    } else {
                        answered++;
                        assertThat(ALLOWED).as(request + ": " + answer).contains(answer.status());
                        assertThat(answer.complete()).as(request).isTrue();
                    }
                    assertThat(answer.body()).as(request).doesNotContain(SECRET).doesNotContain("xception");
                }
            }
        }
        assertThat(answered).isGreaterThan(REQUESTS / 2);
    }

    private static String target(Random random) {
        StringBuilder target = new StringBuilder(random.nextInt(20) == 0 ? "" : "/");
        for (int i = random.nextInt(6); i >= 0; i--) {
            target.append(pick(PATHS, random));
        }
        if (random.nextInt(10) == 0) {
            target.setCharAt(random.nextInt(target.length()), (char) ('!' + random.nextInt(223)));
        }
        return target.toString();
    }

    private static String[] fields(Random random) {
        List<String> fields = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            StringBuilder value = new StringBuilder();
            for (int j = random.nextInt(4); j > 0; j--) {
                value.append(pick(VALUES, random));
            }
            fields.add(pick(NAMES, random) + ": " + value);
        }
        return fields.toArray(String[]::new);
    }

    private static String pick(List<String> list, Random random) {
        return new String(
                list.get(random.nextInt(list.size())).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
