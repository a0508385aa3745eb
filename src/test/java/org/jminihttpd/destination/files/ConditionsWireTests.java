package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jminihttpd.destination.files.StaticServer.Transport;
import org.jminihttpd.listen.TestLane;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions in every combination, in the order of RFC 9110 13.2.2. */
@Tag("lane")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ConditionsWireTests {

    private static final Map<String, String> NAMES = Map.of(
            "M",
            "If-Match",
            "U",
            "If-Unmodified-Since",
            "N",
            "If-None-Match",
            "S",
            "If-Modified-Since",
            "R",
            "If-Range",
            "B",
            "Range");

    private StaticServer server;
    private String etag;

    @BeforeAll
    void start(@TempDir Path root) throws Exception {
        Files.createDirectories(root.resolve("d"));
        for (String name : List.of("f.txt", "large.bin")) {
            Path file = Files.write(root.resolve(name), new byte[name.equals("f.txt") ? 10 : 300_000]);
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05.678Z")));
        }
        server = new StaticServer(root);
        etag = "";
    }

    @AfterAll
    void stop() {
        assertThat(server.replayed() > 30).as(server.replayed() + " replays").isEqualTo(TestLane.isOn());
        server.close();
    }

    /**
     * Conditions, and the status of GET and of HEAD. E stands for the tag of the file, X for another one, * for itself; T
     * for its date, - for an hour before, + for an hour after; B for a range.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|200|200",
                "B:|206|200",
                "M:E|200|200",
                "M:X|412|412",
                "M:*|200|200",
                "M:wE|412|412",
                "M:X,E|200|200",
                "M:X U:T|412|412",
                "M:E U:-|200|200", // If-Match decides
                "U:T|200|200",
                "U:+|200|200",
                "U:-|412|412",
                "U:? |200|200",
                "N:E|304|304",
                "N:wE|304|304",
                "N:X|200|200",
                "N:*|304|304",
                "N:X,wE|304|304",
                "N:X S:T|200|200", // If-None-Match decides
                "N:X S:+|200|200",
                "N:E S:-|304|304",
                "S:T|304|304",
                "S:+|304|304",
                "S:-|200|200",
                "S:?|200|200",
                "M:E N:E|304|304",
                "M:X N:E|412|412",
                "M:E N:X|200|200",
                "U:T S:T|304|304",
                "U:- S:T|412|412",
                "M:E S:T|304|304",
                "U:- N:E|412|412",
                "B: R:E|206|200",
                "B: R:X|200|200",
                "B: R:wE|200|200",
                "B: R:*|200|200",
                "B: R:T|206|200",
                "B: R:-|200|200",
                "B: R:+|200|200",
                "B: R:?|200|200",
                "B: R:X,E|200|200",
                "R:E|200|200",
                "B: N:E|304|304",
                "B: N:X R:E|206|200",
                "B: M:X R:E|412|412",
                "B: M:E|206|200",
                "B: S:T R:E|304|304",
                "B: U:- R:E|412|412"
            })
    void conditionsAreEvaluatedInOrder(@Nullable String conditions, int get, int head) throws Exception {
        for (Transport transport : Transport.values()) {
            for (String target : List.of("/f.txt", "/large.bin")) {
                etag = send(transport, "GET", target, "")
                        .headers()
                        .firstValue("ETag")
                        .orElseThrow();
                assertThat(send(transport, "GET", target, conditions).statusCode())
                        .as(transport + target)
                        .isEqualTo(get);
                HttpResponse<byte[]> headed = send(transport, "HEAD", target, conditions);
                assertThat(headed.statusCode()).isEqualTo(head);
                assertThat(headed.body()).isEmpty();
                assertThat(headed.headers().firstValue("Content-Range")).isEmpty();
            }
        }
    }

    /** 13.2.1: what would not succeed without conditions is answered as without. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/missing|404",
                "HEAD|/missing|404",
                "GET|/d|301",
                "POST|/f.txt|405",
                "PUT|/f.txt|405",
                "DELETE|/missing|405",
                "OPTIONS|/f.txt|204",
                "GET|/f.txt/|404",
                "GET|/%00|400"
            })
    void conditionsDoNotChangeOtherAnswers(String method, String target, int status) throws Exception {
        for (Transport transport : Transport.values()) {
            for (String conditions : List.of("M:X", "M:*", "N:*", "N:X", "U:-", "S:+", "B: R:X", "B:")) {
                assertThat(send(transport, method, target, conditions).statusCode())
                        .isEqualTo(status);
            }
        }
    }

    private HttpResponse<byte[]> send(Transport transport, String method, String target, @Nullable String conditions)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(transport, target))
                .method(method, HttpRequest.BodyPublishers.noBody());
        Matcher each = Pattern.compile("(\\w):(\\S*)").matcher(conditions == null ? "" : conditions);
        while (each.find()) {
            String name = Objects.requireNonNull(NAMES.get(each.group(1)));
            request.header(name, name.equals("Range") ? "bytes=2-4" : value(each.group(2)));
        }
        return server.ask(transport, request.build(), BodyHandlers.ofByteArray());
    }

    private String value(String code) {
        List<String> values = new ArrayList<>();
        for (String each : List.of(code.split(",", -1))) {
            values.add(
                    switch (each) {
                        case "E" -> etag;
                        case "wE" -> "W/" + etag;
                        case "X" -> "\"x\"";
                        case "T" -> "Fri, 02 Jan 2026 03:04:05 GMT";
                        case "-" -> "Fri, 02 Jan 2026 02:04:05 GMT";
                        case "+" -> "Fri, 02 Jan 2026 04:04:05 GMT";
                        default -> each;
                    });
        }
        return String.join(", ", values);
    }
}
