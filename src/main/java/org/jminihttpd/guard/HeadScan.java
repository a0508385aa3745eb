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

    /** Bytes of the head that need not be looked at again. */
    private int seen;

    void reset() {
        seen = 0;
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
            if (lf + 1 == end) {
                seen = lf - head.readerIndex();
                return Found.NOTHING;
            }
            byte next = head.getByte(lf + 1);
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
}
