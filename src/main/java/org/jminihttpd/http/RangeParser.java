package org.jminihttpd.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Range field's value.
 *
 * <p>What is wrong, or would make us work more than the whole representation is worth, is ignored: too many parts, or
 * parts that overlap (RFC 9110 14.2, CVE-2011-3192).
 */
final class RangeParser {

    static final ByteRanges WHOLE = new ByteRanges.Whole();
    private static final ByteRanges UNSATISFIABLE = new ByteRanges.Unsatisfiable();
    private static final String UNIT = "bytes=";
    private static final int MAX_PARTS = 16;

    /** A specifier that names no byte which exists; RFC 9110 14.1.2 wants the others of its set answered. */
    private static final ByteRange NOTHING = new ByteRange(0, -1);

    private final String header;
    private final long length;

    RangeParser(String header, long length) {
        this.header = header;
        this.length = length;
    }

    ByteRanges parse() {
        // Nothing is no part of an empty file: answer it whole, as nginx and Go do, since Content-Range cannot say
        // "none".
        if (length == 0 || !header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return WHOLE;
        }
        List<ByteRange> parts = new ArrayList<>(2);
        int count = 0;
        int end;
        for (int start = UNIT.length(); start <= header.length(); start = end + 1) {
            end = header.indexOf(',', start);
            end = end < 0 ? header.length() : end;
            String spec = header.substring(start, end).strip();
            if (spec.isEmpty()) { // RFC 9110 5.6.1.2
                continue;
            }
            ByteRange part = part(spec);
            if (part == null || ++count > MAX_PARTS || overlaps(part, parts)) {
                return WHOLE;
            }
            if (part.length() > 0) {
                parts.add(part);
            }
        }
        if (count == 0) {
            return WHOLE;
        }
        return parts.isEmpty() ? UNSATISFIABLE : new ByteRanges.Parts(List.copyOf(parts));
    }

    /** The bytes of one range specifier; null if it is not one. */
    private @Nullable ByteRange part(String spec) {
        int dash = spec.indexOf('-');
        long first = dash < 1 ? -1 : number(spec.substring(0, dash));
        boolean open = dash == spec.length() - 1;
        long last = dash < 0 || open ? -1 : number(spec.substring(dash + 1));
        if (dash == 0) {
            if (last < 0) {
                return null;
            }
            return last == 0 ? NOTHING : new ByteRange(Math.max(0, length - last), length - 1);
        }
        if (first < 0 || (!open && last < first)) {
            return null;
        }
        return first >= length ? NOTHING : new ByteRange(first, open ? length - 1 : Math.min(last, length - 1));
    }

    /** Digits as a number, at most {@link Long#MAX_VALUE}; -1 if they are not digits only. */
    private static long number(String digits) {
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
        }
        return digits.isEmpty() ? -1 : value;
    }

    private static boolean overlaps(ByteRange part, List<ByteRange> others) {
        return part.length() > 0
                && others.stream().anyMatch(other -> part.first() <= other.last() && other.first() <= part.last());
    }
}
