package org.jminihttpd.accesslog;

import java.io.IOException;

/** Where lines go. All calls come from one thread and may block it. */
interface LogTarget {

    /** Writes whole lines. */
    void write(byte[] lines, int length) throws IOException;

    void close() throws IOException;
}
