package org.jminihttpd.ini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Python's own configparser is the judge of our reading. */
class ConfigparserTests {

    private static final String[] PIECES = {
        "[a]\n",
        "[b]\n",
        "[DEFAULT]\n",
        "[a]x\n",
        "[a]b]\n",
        "[]\n",
        "[ a ]\n",
        "[a\n",
        "  [c]\n",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\n ",
        "\n  ",
        "\n\t",
        " ",
        "\t",
        "\u00a0",
        "\u2003",
        "\u3000",
        "\u200b",
        "K",
        "k k = ",
        "k\t=\t",
        "k \n= ",
        "rem ",
        "\n;",
        "\n  #x\n",
        "\n\n\n  ",
        "\u2028",
        "=",
        "=",
        " = ",
        ":",
        " : ",
        "\\",
        "#",
        ";",
        "\n#",
        "\n ; ",
        "%",
        "%%",
        "%(k)s",
        "%(l)s",
        "%(m)s",
        "%(",
        "%()s",
        "%(k",
        "%(k\nl)s",
        "%%(k)s",
        "(",
        ")",
        ")s",
        "s",
        "k",
        "l",
        "m",
        "k = ",
        "l: ",
        "m=",
        "é",
        "value",
        "\uFEFF",
        "\"",
        "'"
    };

    @Test
    void randomTextReadsAsConfigparserReadsIt(@TempDir Path directory) throws Exception {
        Random random = new Random(20260);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(10) == 0 ? "" : "[a]\n");
            for (int n = random.nextInt(25); n > 0; n--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            texts.add(text.toString());
        }
        compare(directory, texts);
    }

    @Test
    void randomLinesReadAsConfigparserReadsThem(@TempDir Path directory) throws Exception {
        Random random = new Random(4711);
        List<String> texts = new ArrayList<>();
        String[] lines = {
            "k%d = v",
            "k%d=",
            "k%d: %%(k1)s",
            "  k%d = w",
            "    more %d",
            "  more",
            "",
            "  ",
            "# comment",
            "  ; comment",
            "[s%d]",
            "[DEFAULT]",
            "k%d\\= v",
            "k%d \\: v\\",
            "\u00a0k%d = x\u00a0",
            "\tk%d = [x]",
            "k%d = a # b",
            "k%d == c",
            "k%d = %%(k2)s%%(k3)s",
            "k%d = %%(k4",
            "\t)s",
            "k%d = ()s%%(",
            "k%d",
            "[s]extra",
            "   [s%d]"
        };
        for (int i = 0; i < 1500; i++) {
            StringBuilder text = new StringBuilder("[s]\n");
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(lines[random.nextInt(lines.length)].formatted(random.nextInt(9)))
                        .append('\n');
            }
            texts.add(text.toString());
        }
        assertThat(compare(directory, texts)).as("texts without an error").isGreaterThan(250);
    }

    /** Returns how many texts configparser accepted. */
    private int compare(Path directory, List<String> texts) throws Exception {
        for (int i = 0; i < texts.size(); i++) {
            Files.write(directory.resolve(i + ".ini"), texts.get(i).getBytes(UTF_8));
        }
        runPython(directory);
        int accepted = 0;
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String theirs = Files.readString(directory.resolve(i + ".out"));
            IniFile file = IniFile.of(texts.get(i).getBytes(UTF_8));
            if (!theirs.equals("error") && refusedOnPurpose(file)) {
                continue;
            }
            accepted += theirs.equals("error") ? 0 : 1;
            if (!ours(file).equals(theirs)) {
                differences.add(
                        "%s%n%s%nours %s, theirs %s".formatted(texts.get(i), file.problems(), ours(file), theirs));
            }
        }
        assertThat(differences).isEmpty();
        return accepted;
    }

    /** What configparser takes and we do not: spaces inside the brackets, and keys that look like a broken header. */
    private static boolean refusedOnPurpose(IniFile file) {
        return file.problems().stream()
                .anyMatch(problem -> problem.message().startsWith("The spaces inside")
                        || problem.message().startsWith("A section header"));
    }

    private static String ours(IniFile file) {
        if (!file.problems().isEmpty()) {
            return "error";
        }
        StringBuilder result = new StringBuilder();
        file.sections()
                .forEach(section -> section.entries()
                        .forEach(entry -> result.append(hex(section.name()))
                                .append(' ')
                                .append(hex(entry.key()))
                                .append(' ')
                                .append(hex(entry.value()))
                                .append('\n')));
        return result.toString();
    }

    private static String hex(String text) {
        return "x" + HexFormat.of().formatHex(text.getBytes(UTF_8));
    }

    private void runPython(Path directory) throws Exception {
        Path script =
                Path.of(ConfigparserTests.class.getResource("configparser.py").toURI());
        Process python;
        try {
            python = new ProcessBuilder("python3", "-I", script.toString(), directory.toString())
                    .inheritIO()
                    .start();
        } catch (IOException missing) {
            Assumptions.assumeThat(missing).as("python3 is installed").isNull();
            return;
        }
        assertThat(python.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(python.exitValue()).isZero();
    }
}
