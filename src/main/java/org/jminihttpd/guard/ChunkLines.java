package org.jminihttpd.guard;

import io.netty.buffer.ByteBuf;

/** Looks at the chunk lines of one body (RFC 9112 7.1) for what Netty's decoder lets pass. */
final class ChunkLines {

    /** Bytes of all extensions of a body: whoever sends more of them than data only wants to be read (CVE-2023-39326). */
    private static final int MAX_EXTENSIONS = 16 * 1024;

    /** Until the next chunk line; never again for a body that is not chunked, and after the last chunk. */
    private long left = Long.MAX_VALUE;

    private int extensions;

    void begin(boolean chunked) {
        left = chunked ? 0 : Long.MAX_VALUE;
        extensions = 0;
    }

    /** Counts bytes that the decoder took. */
    void taken(int bytes) {
        left -= bytes;
    }

    /** Whether the body must not go on; the buffer begins with what the decoder did not take yet. */
    boolean areRefused(ByteBuf in) {
        if (left > 0) {
            return false;
        }
        int lf = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
        if (lf < 0) {
            return false;
        }
        long size = 0;
        int at = in.readerIndex();
        for (int digit;
                at < lf && size <= Integer.MAX_VALUE && (digit = Character.digit(in.getByte(at), 16)) >= 0;
                at++) {
            size = size * 16 + digit;
        }
        left = size == 0 ? Long.MAX_VALUE : lf + 1L - in.readerIndex() + size + 2;
        extensions += lf - at - 1;
        return extensions > MAX_EXTENSIONS || lacksName(in, at, lf);
    }

    /** Whether an extension has no name: {@code 5;}; the rest of the grammar is the decoder's. */
    private static boolean lacksName(ByteBuf in, int from, int to) {
        boolean quoted = false;
        boolean nameOwed = false;
        for (int i = from; i < to; i++) {
            byte b = in.getByte(i);
            if (quoted) {
                i += b == '\\' ? 1 : 0;
                quoted = b != '"';
            } else if (nameOwed && (b == ';' || b == '=')) {
                return true;
            } else if (b != ' ' && b != '\t' && b != '\r') {
                quoted = b == '"';
                nameOwed = b == ';';
            }
        }
        return nameOwed;
    }
}
