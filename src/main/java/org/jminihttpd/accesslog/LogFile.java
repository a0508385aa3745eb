package org.jminihttpd.accesslog;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A file that lines are added to. */
final class LogFile implements LogTarget {

    private final OutputStream out;
    private boolean torn;

    /** @throws IOException if it cannot be opened or made */
    LogFile(Path file) throws IOException {
        out = new FileOutputStream(file.toFile(), true);
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
    public void close() throws IOException {
        out.close();
    }
}
