package org.jminihttpd.accesslog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The lines that appear in a log file, a moment after the answers. */
final class LogFileLines {

    private final Path file;
    private int taken;

    LogFileLines(Path file) {
        this.file = file;
    }

    /** The next line. */
    String next() throws IOException, InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() < end) {
            List<String> lines = all();
            if (lines.size() > taken) {
                return lines.get(taken++);
            }
            Thread.sleep(10);
        }
        throw new AssertionError("no line behind " + all().subList(0, taken));
    }

    /** Whole lines only. */
    private List<String> all() throws IOException {
        String text = Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }
}
