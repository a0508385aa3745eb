package org.jminihttpd.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangesTests {

    private static String read(String header, long length) {
        ByteRanges ranges = ByteRanges.parse(header, length);
        return ranges instanceof ByteRanges.Parts parts
                ? parts.list().stream()
                        .map(part -> part.first() + "-" + part.last())
                        .collect(Collectors.joining(" "))
                : ranges.getClass().getSimpleName();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    bytes=0-0                       | 0-0
                    bytes=0-99                      | 0-99
                    bytes=0-                        | 0-99
                    bytes=10-19                     | 10-19
                    bytes=99-                       | 99-99
                    bytes=50-1000                   | 50-99
                    bytes=-1                        | 99-99
                    bytes=-100                      | 0-99
                    bytes=-1000                     | 0-99
                    BYTES=1-2                       | 1-2
                    bytes=0-0,-1                    | 0-0 99-99
                    bytes=90-,0-9                   | 90-99 0-9
                    bytes=0-4,5-9                   | 0-4 5-9
                    bytes= 0-4 ,\t5-9 ,             | 0-4 5-9
                    bytes=,,0-4,                    | 0-4
                    bytes=0-4,200-300               | 0-4
                    bytes=0-4,-0                    | 0-4
                    bytes=0-18446744073709551615    | 0-99
                    bytes=-9223372036854775808      | 0-99
                    """)
    void rangeNamesBytes(String header, String parts) {
        assertThat(read(header, 100)).isEqualTo(parts);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=100-",
                "bytes=100-200",
                "bytes=-0",
                "bytes=100-,-0",
                "bytes=18446744073709551615-",
                "bytes=999-99999999999999999999"
            })
    void rangeBeyondEndIsUnsatisfiable(String header) {
        assertThat(read(header, 100)).isEqualTo("Unsatisfiable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=,",
                "bytes=-",
                "bytes=--1",
                "bytes=5",
                "bytes=5-0",
                "bytes=a-b",
                "bytes=0-x",
                "bytes=+0-1",
                "bytes=0x0-1",
                "bytes=0 - 1",
                "bytes =0-1",
                "bytes=1-2-3",
                "items=0-1",
                "bytes=0-1;2-3",
                "bytes=0-1,x",
                "bytes=200-,5-4",
                "bytes=\u0661-2"
            })
    void rangeWithMistakeIsIgnored(String header) {
        assertThat(read(header, 100)).isEqualTo("Whole");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-,0-", "bytes=0-9,9-19", "bytes=50-59,0-99", "bytes=90-,-10", "bytes=0-0,0-0"})
    void overlappingPartsAreIgnored(String header) {
        assertThat(read(header, 100)).isEqualTo("Whole");
    }

    @Test
    void sixteenPartsAreTheMost() {
        assertThat(read(everyOtherByte(16), 1000).split(" ")).hasSize(16);
        assertThat(read(everyOtherByte(17), 1000)).isEqualTo("Whole");
        assertThat(read(everyOtherByte(20_000), 1_000_000)).isEqualTo("Whole");
    }

    private static String everyOtherByte(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> 2 * i + "-" + 2 * i)
                .collect(Collectors.joining(",", "bytes=", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0"})
    void emptyFileIsAnsweredWhole(String header) {
        assertThat(read(header, 0)).isEqualTo("Whole");
    }

    @Test
    void everyPartLiesWithinTheFile() {
        Random random = new Random(20260903);
        for (int i = 0; i < 100_000; i++) {
            String header = "bytes="
                    + random.ints(1 + random.nextInt(6), 0, 14)
                            .mapToObj("0123456789--,,"::substring)
                            .map(rest -> rest.substring(0, 1))
                            .collect(Collectors.joining());
            long length = random.nextInt(200);
            if (ByteRanges.parse(header, length) instanceof ByteRanges.Parts parts) {
                assertThat(parts.list()).as(header).isNotEmpty().allSatisfy(part -> {
                    assertThat(part.first()).isBetween(0L, part.last());
                    assertThat(part.last()).isLessThan(length);
                    assertThat(part.length()).isEqualTo(part.last() - part.first() + 1);
                });
                assertThat(parts.list().stream().mapToLong(ByteRange::length).sum())
                        .as(header)
                        .isLessThanOrEqualTo(length);
            }
        }
    }
}
