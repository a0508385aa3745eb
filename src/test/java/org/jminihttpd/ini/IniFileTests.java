package org.jminihttpd.ini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines, files and bounds; what a text means is for configparser to say ({@link ConfigparserTests}). */
class IniFileTests {

    @Test
    void entriesKnowTheirLines() {
        IniFile file = read("""
                # a comment

                [DEFAULT]
                root = /srv
                [server]
                ; another
                listen = 80

                    443
                   # in between
                    8080
                timeout: 5

                [routes]
                / = static:%(root)s/www
                """);
        assertThat(file.problems()).isEmpty();
        assertThat(file.sections())
                .containsExactly(
                        new IniSection(
                                "server",
                                5,
                                List.of(
                                        new IniEntry("root", "/srv", 4, true),
                                        new IniEntry("listen", "80\n\n443\n8080", 7, false),
                                        new IniEntry("timeout", "5", 12, false))),
                        new IniSection(
                                "routes",
                                14,
                                List.of(
                                        new IniEntry("root", "/srv", 4, true),
                                        new IniEntry("/", "static:/srv/www", 15, false))));
        assertThat(file.defaults()).isEmpty(); // root is referred to
    }

    @ParameterizedTest
    @CsvSource({"'\n'", "'\r\n'", "'\r'"})
    void lineBreaksOfAllSystemsCountAsOne(String lineBreak) {
        IniFile file = read(String.join(lineBreak, "[a]", "x = 1", "", "y = 2", "  3", "z = 4"));
        assertThat(file.sections().get(0).entries())
                .containsExactly(
                        new IniEntry("x", "1", 2, false),
                        new IniEntry("y", "2\n3", 4, false),
                        new IniEntry("z", "4", 6, false));
    }

    @Test
    void byteOrderMarkIsNoPartOfTheFirstLine() {
        assertThat(read("\uFEFF[a]\nx = 1\n").sections().get(0).name()).isEqualTo("a");
        assertThat(read("\uFEFF# comment\n[a]\n").problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x = a\\          | a\\",
                "x = \\n          | \\n",
                "x = \"a b\"      | \"a b\"",
                "x = a # b        | a # b",
                "x = a ; b        | a ; b",
                "x = a = b : c    | a = b : c",
                "x : a            | a",
                "x=               | ''",
                "x = 50%          | 50%",
                "x = 50%%         | 50%",
                "x = %%(y)s       | %(y)s",
                "x = fe80::1%eth0 | fe80::1%eth0",
                "x = é😀          | é😀",
                "x = [y]          | [y]",
                "x = ${y}         | ${y}",
            })
    void valueIsTakenAsItStands(String line, String value) {
        assertThat(read("[a]\n" + line + "\nlast = 1\n").sections().get(0).entries())
                .extracting(IniEntry::key, IniEntry::value)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple("x", value),
                        org.assertj.core.api.Assertions.tuple("last", "1"));
    }

    @Test
    void keysKeepTheirCase() {
        assertThat(read("[a]\nKey = 1\nkey = 2\nKEY_Other = 3\n")
                        .sections()
                        .get(0)
                        .entries())
                .extracting(IniEntry::key)
                .containsExactly("Key", "key", "KEY_Other");
    }

    @Test
    void readingGoesOnBehindAMistake() {
        IniFile file = read("x = 0\n[a]\noops\nb = 1\n[a]\nb = 2\nc = 3\n[d\n[e]\nf = %(g)s\nh = 4\n");
        assertThat(file.problems()).extracting(IniProblem::line).containsExactly(1, 3, 5, 6, 8, 10);
        assertThat(file.sections())
                .extracting(section -> section.name()
                        + section.entries().stream().map(IniEntry::key).toList())
                .containsExactly("a[b, c]", "e[h]");
    }

    @Test
    void emptyFileHasNothing() {
        assertThat(read("")).isEqualTo(new IniFile(List.of(), List.of(), List.of()));
        assertThat(read("\n\n# nothing\n").sections()).isEmpty();
    }

    @Test
    @Timeout(20)
    void fileOfAnySizeIsRefusedAtOnce(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("huge.conf");
        try (var channel = java.nio.channels.FileChannel.open(
                file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap("[server]\n".getBytes(UTF_8)));
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {'\n'}), 10L << 30); // sparse
        }
        assertThat(IniFile.read(file).problems())
                .containsExactly(new IniProblem(0, "", "The file is larger than 1 MiB."));
        assertThat(IniFile.read(Path.of("/dev/zero")).problems()).hasSize(1);
    }

    @Test
    @Timeout(20)
    void fileFullOfKeysIsRefused() {
        StringBuilder text = new StringBuilder("[server]\n");
        for (int i = 0; i < 100_000; i++) {
            text.append('k').append(i).append("=\n");
        }
        assertThat(read(text.toString()).problems())
                .extracting(IniProblem::message)
                .containsExactly("The file has more than 20000 keys; nothing behind this line was read.");
    }

    @Test
    @Timeout(20)
    void everySectionTimesEveryDefaultIsBounded() {
        StringBuilder text = new StringBuilder("[DEFAULT]\n");
        for (int i = 0; i < 19_000; i++) {
            text.append('k').append(i).append("=\n");
        }
        for (int i = 0; i < 19_000; i++) {
            text.append("[s").append(i).append("]\n");
        }
        assertThat(read(text.toString()).problems())
                .extracting(IniProblem::message)
                .containsExactly("The file has more than 20000 keys; nothing behind this line was read.");
    }

    @Test
    @Timeout(20)
    void referencesThatDoubleEachOtherAreBounded() {
        StringBuilder text = new StringBuilder("[a]\n");
        for (int i = 0; i < 9; i++) {
            text.append('k')
                    .append(i)
                    .append(" = ")
                    .append("%%(k%d)s".formatted(i + 1).repeat(1000))
                    .append('\n');
        }
        text.append("k9 =\n"); // nothing, a thousand to the ninth times
        assertThat(read(text.toString()).problems())
                .extracting(IniProblem::message)
                .contains("With all %(...)s replaced, the values of the file exceed 4 MiB.");
    }

    @Test
    @Timeout(20)
    void oneLongLineIsReadInOneGo() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write("[a]\nx = ".getBytes(UTF_8));
        bytes.write("%(".repeat(500_000).getBytes(UTF_8));
        bytes.write(')');
        assertThat(valueOf(bytes)).hasSize(1_000_001);
        bytes.write('s');
        assertThat(IniFile.of(bytes.toByteArray()).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).hasSizeLessThan(200));
        assertThat(read("[a]\nx = 1\n" + " y\n".repeat(300_000))
                        .sections()
                        .get(0)
                        .entries()
                        .get(0)
                        .value())
                .hasSize(600_001);
    }

    @Test
    void fileThatCannotBeReadFails(@TempDir Path directory) {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> IniFile.read(directory.resolve("none"))))
                .isInstanceOf(java.nio.file.NoSuchFileException.class);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> IniFile.read(directory)))
                .isInstanceOf(IOException.class);
    }

    private static String valueOf(ByteArrayOutputStream bytes) {
        return IniFile.of(bytes.toByteArray())
                .sections()
                .get(0)
                .entries()
                .get(0)
                .value();
    }

    private static IniFile read(String text) {
        return IniFile.of(text.getBytes(UTF_8));
    }
}
