package org.jminihttpd.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jminihttpd.badinput.EveryListener.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Range and conditional fields that try to make the server work, or stumble. */
@Tag("lane")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class FieldsWireTests {

    private static final int LENGTH = 1_000_000;

    private EveryListener server;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        Files.writeString(root.resolve("f.txt"), "0123456789");
        Files.writeString(root.resolve("large.bin"), "x".repeat(LENGTH));
        Files.writeString(root.resolve("empty"), "");
        for (String time : List.of(
                "1960-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "+12000-01-01T00:00:00Z", "2038-01-19T03:14:08Z")) {
            Path file = Files.writeString(root.resolve("dated" + time.substring(0, 5)), "old or new");
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
        }
        server = EveryListener.start(
                Files.createDirectories(directory.resolve("server")), "[routes]\n/ = static:" + root + "\n");
    }

    @AfterAll
    void stop() throws IOException {
        try {
            server.assertUnhurt("/f.txt");
        } finally {
            server.close();
        }
    }

    /** 15: ranges. What is wrong or too much is ignored. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=5-0|200",
                "bytes=-0|416",
                "bytes=10-|416",
                "bytes=10-20,30-|416",
                "bytes=0-18446744073709551615|206",
                "bytes=18446744073709551615-|416",
                "bytes=9223372036854775807-9223372036854775807|416",
                "bytes=-9223372036854775808|206",
                "bytes=-18446744073709551616|206",
                "bytes=0-9223372036854775808|206",
                "items=0-5|200",
                "bytes|200",
                "bytes=|200",
                "bytes=,|200",
                "bytes=-|200",
                "bytes=0|200",
                "bytes=0--1|200",
                "bytes=a-b|200",
                "bytes=0x1-2|200",
                "bytes=+1-2|200",
                "bytes=1 -2|200",
                "bytes=0-1;2-3|200",
                "bytes=0-1,a|200",
                "bytes=0-1,1-2|200",
                "bytes=0-,0-|200",
                "BYTES=0-1|206",
                "bytes= 0-1 , ,3-4|206",
                "bytes=0-0,2-2,4-4,6-6,8-8|206",
                "bytes=0-0,99-|206"
            })
    void oddRangeIsHarmless(String range, int status) throws IOException {
        for (Kind kind : Kind.values()) {
            Answer answer = server.get(kind, "/f.txt", "Range: " + range);
            assertThat(answer.status()).as(kind + " " + answer).isEqualTo(status);
            assertThat(answer.complete()).isTrue();
            assertThat(server.get(kind, "/empty", "Range: " + range).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource
    void manyRangesAreNoAmplification(String range) throws IOException {
        for (Kind kind : Kind.values()) {
            Answer answer = server.get(kind, "/large.bin", "Range: " + range);
            assertThat(answer.status()).isIn(200, 206, 416);
            assertThat(answer.complete()).isTrue();
            assertThat(answer.body().length()).isLessThan(LENGTH + 4096);
        }
    }

    static Stream<String> manyRangesAreNoAmplification() {
        StringBuilder apart = new StringBuilder("bytes=0-0");
        for (int i = 2; i < 1000; i += 2) {
            apart.append(',').append(i).append('-').append(i);
        }
        return Stream.of(
                "bytes=" + "0-,".repeat(1000) + "0-",
                "bytes=0-" + ",5-".repeat(1000),
                "bytes=" + "-999999,".repeat(500) + "-1",
                "bytes=" + "0-0,".repeat(1000) + "1-1",
                "bytes=" + ",".repeat(4000) + "0-0",
                "bytes=" + "99999999-,".repeat(400) + "0-0",
                apart.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void severalRangeLinesAreIgnored(int count) throws IOException {
        String[] fields = Stream.generate(() -> "Range: bytes=0-1").limit(count).toArray(String[]::new);
        for (Kind kind : Kind.values()) {
            assertThat(server.get(kind, "/f.txt", fields).status()).isEqualTo(200);
        }
    }

    /** 16: conditions that say nothing are ignored; long ones cost no more than their length (CVE-2024-38809). */
    @ParameterizedTest
    @MethodSource
    void oddConditionIsHarmless(String field, int status) throws IOException {
        for (Kind kind : Kind.values()) {
            Answer answer = server.get(kind, "/f.txt", field);
            assertThat(answer.status()).as(kind + " " + answer).isEqualTo(status);
        }
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> oddConditionIsHarmless() {
        return Stream.of(
                row("If-None-Match: " + "\"a\",".repeat(1800) + "\"b\"", 200),
                row("If-None-Match: " + "\"".repeat(7000), 200),
                row("If-None-Match: " + "W/".repeat(3500), 200),
                row("If-None-Match: " + ",".repeat(7000), 200),
                row("If-None-Match: a", 200),
                row("If-None-Match: \"", 200),
                row("If-None-Match:", 200),
                row("If-None-Match: *", 304),
                row("If-None-Match: *, \"a\"", 200),
                row("If-Match:", 412),
                row("If-Match: a", 412),
                row("If-Match: " + "\"a\",".repeat(1800), 412),
                row("If-Modified-Since: garbage", 200),
                row("If-Modified-Since:", 200),
                row("If-Modified-Since: 0", 200),
                row("If-Modified-Since: Thu, 01 Jan 99999 00:00:00 GMT", 200),
                row("If-Modified-Since: Thu, 01 Jan 9999 00:00:00 GMT", 304),
                row("If-Modified-Since: Thu, 01 Jan 0000 00:00:00 GMT", 200),
                row("If-Modified-Since: Thu, 31 Feb 2030 00:00:00 GMT", 200),
                row("If-Modified-Since: Thu, 01 Jan 2030 25:61:61 GMT", 200),
                row("If-Modified-Since: Thu, 01 Jan 2030 00:00:00 CET", 200),
                row("If-Modified-Since: thu, 01 jan 2030 00:00:00 gmt", 200),
                row("If-Modified-Since: " + "9".repeat(7000), 200),
                row("If-Unmodified-Since: garbage", 200),
                row("If-Unmodified-Since: Thu, 01 Jan 99999 00:00:00 GMT", 200),
                row("If-Range: garbage", 200),
                row("Accept: " + "application/json;q=0.5,".repeat(300), 200),
                row("Accept: \u00ff/x", 200),
                row("Accept-Encoding: " + "gzip,".repeat(1400), 200));
    }

    private static org.junit.jupiter.params.provider.Arguments row(String field, int status) {
        return org.junit.jupiter.params.provider.Arguments.of(field, status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dated1960-", "/dated9999-", "/dated+1200", "/dated2038-"})
    void oddDatesOfFilesAreHarmless(String target) throws IOException {
        for (Kind kind : Kind.values()) {
            Answer answer = server.get(kind, target);
            assertThat(answer.status()).isEqualTo(200);
            Instant modified = date(answer, "last-modified");
            assertThat(modified).isBeforeOrEqualTo(date(answer, "date")); // RFC 9110 8.8.2.1
            String etag = "If-None-Match: " + answer.field("etag");
            assertThat(server.get(kind, target, etag).status()).isEqualTo(304);
            assertThat(server.get(kind, "/").body()).contains("dated");
        }
    }

    private static Instant date(Answer answer, String field) {
        return Instant.from(
                DateTimeFormatter.RFC_1123_DATE_TIME.parse(Objects.requireNonNull(answer.field(field), field)));
    }
}
