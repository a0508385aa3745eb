package org.jminihttpd.destination.python;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** Takes what a worker prints into our log line by line, and leaves out what is too much. */
final class WorkerLog implements Runnable {

    private static final Log log = LogFactory.getLog(WorkerLog.class);

    private static final int MAX_LINE = 4096;

    /** Lines in a {@link #WINDOW}: a traceback of a deep recursion has 3,000. */
    private static final int MAX_LINES = 5_000;

    private static final long WINDOW = TimeUnit.SECONDS.toNanos(10);

    private final String prefix;
    private final InputStream output;
    private final StringBuilder line = new StringBuilder();
    private volatile String last = "";
    private long windowEnd = System.nanoTime();
    private int lines;
    private int leftOut;

    /** @param prefix names the route and the process in every line */
    WorkerLog(String prefix, InputStream output) {
        this.prefix = prefix;
        this.output = output;
    }

    /** The last line that was not empty: of a traceback the one that says what is wrong. */
    String last() {
        return last;
    }

    /** Reads until the worker, and every process that it left behind, has closed its output. */
    @Override
    public void run() {
        byte[] buffer = new byte[8192];
        byte[] bytes = new byte[MAX_LINE];
        int length = 0;
        try (output) {
            for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    if (buffer[i] != '\n') {
                        bytes[length++] = buffer[i];
                    }
                    if (buffer[i] == '\n' || length == MAX_LINE) {
                        take(new String(bytes, 0, length, StandardCharsets.UTF_8));
                        length = 0;
                    }
                }
            }
        } catch (IOException e) {
            // the end
        }
        if (length > 0) {
            take(new String(bytes, 0, length, StandardCharsets.UTF_8));
        }
        tellLeftOut();
    }

    private void take(String text) {
        long now = System.nanoTime();
        if (now - windowEnd >= 0) {
            tellLeftOut();
            windowEnd = now + WINDOW;
            lines = 0;
        }
        if (text.isBlank()) {
            return;
        }
        last = printable(text);
        if (++lines <= MAX_LINES) {
            log.info(prefix + last);
        } else {
            leftOut++;
        }
    }

    private void tellLeftOut() {
        if (leftOut > 0) {
            log.warn(prefix + "(" + leftOut + " more lines, which were too many)");
            leftOut = 0;
        }
    }

    /** A client's bytes may be in it: they must not steer a terminal or make a line of their own. */
    private String printable(String text) {
        line.setLength(0);
        text.stripTrailing().codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR) {
                line.append(c == '\t' ? "\t" : "\\u%04x".formatted(c));
            } else {
                line.appendCodePoint(c);
            }
        });
        return line.toString();
    }
}
