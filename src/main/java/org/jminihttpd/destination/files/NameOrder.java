package org.jminihttpd.destination.files;

import java.util.Arrays;

/**
 * The order a person expects of file names: {@code file2} before {@code File10}, capitals among small letters. Compares
 * them as UTF-8 bytes, for a large directory cannot have a string for each.
 */
final class NameOrder {

    private static final int LENGTH_BITS = 3;
    private static final int REPLACEMENT = 0xfffd;

    private NameOrder() {}

    /** Compares two names, which are parts of arrays; 0 only for equal bytes. */
    static int compare(byte[] a, int fromA, int endA, byte[] b, int fromB, int endB) {
        int i = fromA;
        int j = fromB;
        while (i < endA && j < endB) {
            if (isDigit(a[i]) && isDigit(b[j])) {
                int restA = endOfDigits(a, i, endA);
                int restB = endOfDigits(b, j, endB);
                int order = compareNumbers(a, i, restA, b, j, restB);
                if (order != 0) {
                    return order;
                }
                i = restA;
                j = restB;
            } else {
                int c = character(a, i, endA);
                int d = character(b, j, endB);
                int order = Character.toLowerCase(c >> LENGTH_BITS) - Character.toLowerCase(d >> LENGTH_BITS);
                if (order != 0) {
                    return order;
                }
                i += c & 7;
                j += d & 7;
            }
        }
        int order = (endA - i) - (endB - j);
        return order != 0
                ? order
                : Arrays.compareUnsigned(a, fromA, endA, b, fromB, endB); // differ in capitals or leading zeros only
    }

    /** The code point at an index, shifted, and the number of its bytes; a byte that begins none stands for itself. */
    private static int character(byte[] text, int at, int end) {
        int first = text[at];
        if (first >= 0) {
            return first << LENGTH_BITS | 1;
        }
        int length = first >= -16 ? 4 : first >= -32 ? 3 : first >= -64 ? 2 : 1;
        if (length == 1 || end - at < length) {
            return REPLACEMENT << LENGTH_BITS | 1;
        }
        int code = first & (0x7f >> length);
        for (int i = at + 1; i < at + length; i++) {
            if ((text[i] & 0xc0) != 0x80) {
                return REPLACEMENT << LENGTH_BITS | 1;
            }
            code = code << 6 | (text[i] & 0x3f);
        }
        return code << LENGTH_BITS | length;
    }

    /** Compares digits of any count by their value. */
    private static int compareNumbers(byte[] a, int fromA, int endA, byte[] b, int fromB, int endB) {
        int i = skipZeros(a, fromA, endA);
        int j = skipZeros(b, fromB, endB);
        int order = (endA - i) - (endB - j);
        while (order == 0 && i < endA) {
            order = a[i++] - b[j++];
        }
        return order;
    }

    private static int skipZeros(byte[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] == '0') {
            at++;
        }
        return at;
    }

    private static int endOfDigits(byte[] text, int from, int end) {
        int at = from;
        while (at < end && isDigit(text[at])) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
