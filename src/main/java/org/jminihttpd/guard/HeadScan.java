package org.jminihttpd.guard;

import io.netty.buffer.ByteBuf;

/** Looks for the end of one request head, and for the folded lines (RFC 9112 5.2) that Netty's decoder unfolds without a trace. */
final class HeadScan {

    /** What has been found so far. */
    enum Found {
        NOTHING,
        END,
        FOLD
    }

    private static final byte[] PROTOCOL = {'H', 'T', 'T', 'P', '/'};

    /** As in {@code HTTP/1.1}. */
    private static final int VERSION_LENGTH = 8;

    /** Bytes of the head that need not be looked at again. */
    private int seen;

    private boolean lineSeen;

    void reset() {
        seen = 0;
        lineSeen = false;
    }

    /** Forgets bytes that the decoder took. */
    void taken(int bytes) {
        seen = Math.max(0, seen - bytes);
    }

    /** Continues where the last call stopped; the buffer begins where the head begins, less what was taken. */
    Found look(ByteBuf head) {
        int from = head.readerIndex() + seen;
        int end = head.writerIndex();
        while (true) {
            int lf = head.indexOf(from, end, (byte) '\n');
            if (lf < 0) {
                seen = end - head.readerIndex();
                return Found.NOTHING;
            }
            if (!lineSeen && !namesProtocol(head, lf)) {
                return Found
                        .END; // HTTP/0.9, or no HTTP at all: fields may never come, and the decoder refuses the line
            }
            lineSeen = true;
            byte next = lf + 1 < end ? head.getByte(lf + 1) : 0;
            if (lf + 1 == end || (next == '\r' && lf + 2 == end)) {
                seen = lf - head.readerIndex(); // whether the head ends here is for the next byte to say
                return Found.NOTHING;
            }
            if (next == ' ' || next == '\t') {
                return Found.FOLD;
            }
            // a bare LF is left to the decoder, which refuses it; it only must not be taken for the end
            if (next == '\r' || next == '\n') {
                return Found.END;
            }
            from = lf + 1;
        }
    }

    private static boolean namesProtocol(ByteBuf head, int lf) {
        int end = lf > head.readerIndex() && head.getByte(lf - 1) == '\r' ? lf - 1 : lf;
        int start = end - VERSION_LENGTH;
        if (start < head.readerIndex()) {
            return false;
        }
        for (int i = 0; i < PROTOCOL.length; i++) {
            if (head.getByte(start + i) != PROTOCOL[i]) {
                return false;
            }
        }
        return true;
    }
}
