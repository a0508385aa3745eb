package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jminihttpd.destination.files.DirectoryListing.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowTableTests {

    private static final String ALPHABET = "abAB019 ._-%é日😀\u212a\u0130";

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 31, 100, 5000, 20_000})
    void holdsWhatWasAdded(int count) {
        Random random = new Random(count);
        RowTable table = new RowTable();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Row row = new Row(
                    randomName(random),
                    random.nextBoolean(),
                    random.nextLong() >>> random.nextInt(1, 64),
                    random.nextLong() >> random.nextInt(64));
            table.add(row);
            rows.add(row);
        }
        assertThat(table.count()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            assertSame(table.get(i), rows.get(i));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 1", "9223372036854775807, -9223372036854775808", "127, 128", "1, 9223372036854775807"})
    void holdsTheLeastAndTheMost(long size, long modified) {
        RowTable table = new RowTable();
        Row row = new Row(name("x".repeat(255)), true, size, modified);
        table.add(row);
        assertSame(table.get(0), row);
    }

    @Test
    void sortsAsTheirNamesDo() {
        Random random = new Random(1);
        for (int count = 0; count < 200; count++) {
            RowTable table = new RowTable();
            TreeSet<Row> rows = new TreeSet<>((a, b) -> a.directory() != b.directory()
                    ? a.directory() ? -1 : 1
                    : compare(a.name().text(), b.name().text()));
            for (int i = 0; i < count; i++) {
                Row row = new Row(randomName(random), random.nextInt(4) == 0, i, -i);
                if (rows.add(row)) {
                    table.add(row);
                }
            }
            table.sort();
            int i = 0;
            for (Row row : rows) {
                assertSame(table.get(i++), row);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a, B",
        "File2, file10",
        "file01, file1",
        "file1, file2",
        "a, ab",
        "9, 10",
        "99999999999999999998, 99999999999999999999",
        "A, a",
        "é, É1",
        "e, é",
        "z, é",
        "日本, 日本語",
    })
    void firstComesBeforeSecond(String first, String second) {
        assertThat(compare(first, second)).isNegative();
        assertThat(compare(second, first)).isPositive();
        assertThat(compare(first, first)).isZero();
    }

    /** A comparison that contradicts itself would lose rows, or worse. */
    @Test
    void anyBytesHaveOneOrder() {
        Random random = new Random(2);
        for (int i = 0; i < 200_000; i++) {
            byte[] a = randomBytes(random);
            byte[] b = randomBytes(random);
            byte[] c = randomBytes(random);
            int order = compare(a, b);
            assertThat(Integer.signum(order)).isEqualTo(-Integer.signum(compare(b, a)));
            assertThat(order == 0).isEqualTo(Arrays.equals(a, b));
            if (order < 0 && compare(b, c) < 0) {
                assertThat(compare(a, c)).isNegative();
            }
        }
    }

    @Test
    void takesLittleMemory() {
        RowTable table = new RowTable();
        for (int i = 0; i < 100_000; i++) {
            table.add(new Row(name("file-" + i), false, 123_456, 1_800_000_000));
        }
        assertThat(table.weight()).isLessThan(30 * 100_000);
    }

    private static byte[] randomBytes(Random random) {
        byte[] all = {'a', 'A', '0', '1', (byte) 0xc3, (byte) 0xa9, (byte) 0x89, (byte) 0xe2, (byte) 0xff, (byte) 0xf0};
        byte[] bytes = new byte[random.nextInt(6)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = all[random.nextInt(all.length)];
        }
        return bytes;
    }

    private static int compare(String a, String b) {
        return compare(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static int compare(byte[] a, byte[] b) {
        byte[] both = new byte[a.length + b.length];
        System.arraycopy(a, 0, both, 0, a.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return NameOrder.compare(both, 0, a.length, both, a.length, both.length);
    }

    private static FileName name(String text) {
        return new FileName(text.getBytes(StandardCharsets.UTF_8));
    }

    private static FileName randomName(Random random) {
        StringBuilder name = new StringBuilder();
        int[] letters = ALPHABET.codePoints().toArray();
        for (int i = random.nextInt(1, random.nextInt(10) == 0 ? 60 : 6); i > 0; i--) {
            name.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return name(name.toString());
    }

    private static void assertSame(Row actual, Row expected) {
        assertThat(actual.name().bytes()).isEqualTo(expected.name().bytes());
        assertThat(actual.directory()).isEqualTo(expected.directory());
        assertThat(actual.size()).isEqualTo(expected.size());
        assertThat(actual.modified()).isEqualTo(expected.modified());
    }
}
