package org.jminihttpd.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row 26 of the bad inputs: the packaged program with a small heap reads whatever file it is given, and says what is wrong. */
class HostileConfigurationIT {

    /** About a second on an idle machine, most of it for the JVM. */
    private static final int SECONDS = 60;

    @ParameterizedTest
    @CsvSource({
        "keys, The file is larger than 1 MiB.",
        "shortKeys, The file has more than 20000 keys; nothing behind this line was read.",
        "huge, The file is larger than 1 MiB.",
        "routes, is not a destination type.",
        "listeners, is not a port; ports go from 0 to 65535.",
        "nul, Control characters have no place in the file; U+0000 at column 1.",
        "brackets, There is nothing to listen on.",
        "circle, %(...)s goes more than 10 levels deep here",
        "placeholders, leads in a circle.",
    })
    void fileIsRefusedWithinMemoryAndTime(String kind, String message, @TempDir Path directory) throws Exception {
        Path file = write(kind, directory.resolve("x.conf"));
        Process check = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx40m",
                        "-XX:+UseSerialGC",
                        "-jar",
                        "target/jminihttpd.jar",
                        "--check",
                        "-c",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(check.getInputStream().readAllBytes(), UTF_8);
        assertThat(check.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(output)
                .startsWith(file + ":")
                .contains(message)
                .doesNotContain("Exception", "\tat ", "OutOfMemory")
                .hasSizeLessThan(100_000);
        assertThat(check.exitValue()).isEqualTo(78);
    }

    @Test
    void rightFileIsAccepted(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("x.conf"), "\uFEFF[server]\r\nlisten = 80,\r\n 443\r\n");
        Process check = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        "target/jminihttpd.jar",
                        "--check",
                        "--config=" + file)
                .redirectErrorStream(true)
                .start();
        assertThat(new String(check.getInputStream().readAllBytes(), UTF_8)).doesNotContain(file.toString());
        assertThat(check.waitFor()).isZero();
    }

    private static Path write(String kind, Path file) throws IOException {
        StringBuilder text = new StringBuilder("[server]\n");
        switch (kind) {
            case "keys" -> repeat(text, 1_000_000, "key%d = value\n");
            case "shortKeys" -> repeat(text, 120_000, "%x=\n");
            case "huge" -> {
                try (FileChannel channel =
                        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(new byte[] {'\n'}), 100 << 20);
                }
                return file;
            }
            case "routes" -> repeat(text.append("listen = 80\n[routes]\n"), 19_000, "/%d = statik:/etc\n");
            case "listeners" -> repeat(text.append("listen ="), 60_000, " 9%d99999");
            case "nul" -> text.append("\0".repeat(1_000_000)).append('\n');
            case "brackets" ->
                text.append("hsts = ").append("%(".repeat(500_000)).append("\n");
            case "circle" -> text.append("listen = %(timeout)s%(timeout)s\ntimeout = %(listen)s%(listen)s\n");
            case "placeholders" ->
                text.append("listen = 80\n[spring]\napplication.name = ${spring.application.group}\n")
                        .append("application.group = ${spring.application.name}${spring.application.name}\n");
            default -> throw new IllegalArgumentException(kind);
        }
        return Files.writeString(file, text);
    }

    private static void repeat(StringBuilder text, int times, String format) {
        for (int i = 0; i < times; i++) {
            text.append(format.formatted(i));
        }
    }
}
