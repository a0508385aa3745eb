package org.jminihttpd.accesslog;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * Standard output, past {@code System.out}, whose lock others hold while the output is stuck. In pieces the kernel does
 * not tear apart: the messages of the server go to the same pipe.
 */
final class StandardOutput implements LogTarget {

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    @Override
    public void write(byte[] lines, int length) throws IOException {
        int begin = 0;
        while (begin < length) {
            int end = Math.min(length, begin + LineBuffer.SIZE);
            while (end < length && lines[end - 1] != '\n') {
                end--;
            }
            out.write(lines, begin, end - begin);
            begin = end;
        }
    }

    /** Not ours to close. */
    @Override
    public void close() {}
}
