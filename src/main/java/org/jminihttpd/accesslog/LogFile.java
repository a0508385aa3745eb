package org.jminihttpd.accesslog;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A file that lines are added to. */
final class LogFile implements LogTarget {

    private final Path file;
    private OutputStream out;
    private boolean torn;

    /** @throws IOException if it cannot be opened or made */
    LogFile(Path file) throws IOException {
        this.file = file;
        this.out = open(file);
    }

    private static OutputStream open(Path file) throws IOException {
        return new FileOutputStream(file.toFile(), true);
    }

    @Override
    public void write(byte[] lines, int length) throws IOException {
        if (torn) {
            out.write('\n'); // a full disk may have taken half a line
        }
        torn = true;
        out.write(lines, 0, length);
        torn = false;
    }

    @Override
    public void reopen() throws IOException {
        OutputStream old = out;
        out = open(file);
        torn = false;
        old.close();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
