package org.jminihttpd.accesslog;

import java.nio.charset.StandardCharsets;

/** The bytes of one line while it is made. What a client sent gets in escaped and cut only, so a line is always one line. */
final class LineBuffer {

    /** PIPE_BUF of Linux: the kernel never tears so much apart when others write to the same pipe (pipe(7)). */
    static final int SIZE = 4096;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CUT = "...".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes = new byte[SIZE];
    private int length;

    void clear() {
        length = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    LineBuffer add(char c) {
        bytes[length++] = (byte) c;
        return this;
    }

    LineBuffer add(byte[] ascii) {
        return add(ascii, 0, ascii.length);
    }

    LineBuffer add(byte[] ascii, int from, int to) {
        System.arraycopy(ascii, from, bytes, length, to - from);
        length += to - from;
        return this;
    }

    /** A number that is not negative. */
    LineBuffer number(long number) {
        return number(number, 1);
    }

    /** A number that is not negative, with zeros in front up to a width. */
    LineBuffer number(long number, int width) {
        int digits = 1;
        for (long rest = number / 10; rest != 0; rest /= 10) {
            digits++;
        }
        int end = length + Math.max(digits, width);
        long rest = number;
        for (int at = end - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length = end;
        return this;
    }

    /** Text in which quotes, backslashes and all that is not printable ASCII is {@code \xHH}, as nginx and Apache do it. */
    LineBuffer ncsa(CharSequence text, int max) {
        int end = length + max - CUT.length;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = isPlain(c);
            if (length + (plain ? 1 : 4) > end) {
                return add(CUT);
            }
            if (plain) {
                bytes[length++] = (byte) c;
            } else {
                add('\\').add('x').hex(c);
            }
        }
        return this;
    }

    /** The inside of a JSON string, with {@code \}{@code u00HH} for each byte that is not printable ASCII (RFC 8259 7). */
    LineBuffer json(CharSequence text, int max) {
        int end = length + max - CUT.length;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean quoted = c == '"' || c == '\\';
            int size = quoted ? 2 : isPlain(c) ? 1 : 6;
            if (length + size > end) {
                return add(CUT);
            }
            if (size == 6) {
                add('\\').add('u').hex((char) (c >> 8)).hex(c);
            } else {
                if (quoted) {
                    bytes[length++] = '\\';
                }
                bytes[length++] = (byte) c;
            }
        }
        return this;
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }

    private LineBuffer hex(char c) {
        bytes[length++] = HEX[c >> 4 & 15];
        bytes[length++] = HEX[c & 15];
        return this;
    }
}
