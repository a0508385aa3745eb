package org.jminihttpd.destination.files;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/** UTF-8 text that grows: what listings are written into, without a string for each row. */
final class ByteText {

    private static final long FIRST_DAY = LocalDate.of(0, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
    private static final String UNITS = "kMGTPE";

    private byte[] bytes;
    private int length;
    private long day = Long.MIN_VALUE;
    private byte[] dayText = {};

    ByteText(int capacity) {
        bytes = new byte[capacity];
    }

    int length() {
        return length;
    }

    /** What was written. */
    byte[] take() {
        return Arrays.copyOf(bytes, length);
    }

    /** What was written, {@link #length} bytes of it, in an array that may be longer; nothing is to be added then. */
    byte[] bytes() {
        return bytes;
    }

    /** The fixed text around the variable one, encoded once. */
    static byte[] fixed(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    ByteText add(byte[] text) {
        reserve(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        return this;
    }

    /** Text for the content of an element or a quoted attribute; control characters become their pictures (U+2400). */
    ByteText addHtml(String text) {
        reserve(6 * text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> add(AMP);
                case '<' -> add(LT);
                case '>' -> add(GT);
                case '"' -> add(QUOT);
                case '\'' -> add(APOS);
                default -> {
                    if (c >= 0x80) {
                        i += addWide(text, i);
                    } else {
                        addHtmlAscii(c);
                    }
                }
            }
        }
        return this;
    }

    private void addHtmlAscii(char c) {
        if (c < 0x20) {
            addUtf8(0x2400 + c);
        } else if (c == 0x7f) {
            addUtf8(0x2421);
        } else {
            bytes[length++] = (byte) c;
        }
    }

    /** Text for the inside of a JSON string. */
    ByteText addJson(String text) {
        reserve(6 * text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                bytes[length++] = '\\';
                bytes[length++] = (byte) c;
            } else if (c < 0x20) {
                add(fixed("\\u%04x".formatted((int) c)));
            } else if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else {
                i += addWide(text, i);
            }
        }
        return this;
    }

    /** Adds the character at an index; the number of further {@code char}s it took. */
    private int addWide(String text, int index) {
        int c = text.codePointAt(index);
        boolean lone = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        addUtf8(lone ? 0xfffd : c);
        return Character.charCount(c) - 1;
    }

    private void addUtf8(int c) {
        reserve(4);
        if (c < 0x800) {
            bytes[length++] = (byte) (0xc0 | c >> 6);
        } else {
            if (c < 0x10000) {
                bytes[length++] = (byte) (0xe0 | c >> 12);
            } else {
                bytes[length++] = (byte) (0xf0 | c >> 18);
                bytes[length++] = (byte) (0x80 | (c >> 12 & 0x3f));
            }
            bytes[length++] = (byte) (0x80 | (c >> 6 & 0x3f));
        }
        bytes[length++] = (byte) (0x80 | (c & 0x3f));
    }

    /** A number that is not negative. */
    ByteText addNumber(long number) {
        reserve(20);
        int digits = 1;
        for (long rest = number; rest > 9; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** A size as people say it, rounded down: {@code 999 B}, {@code 1.5 kB}, {@code 23 MB}. */
    ByteText addSize(long size) {
        if (size < 1000) {
            return addNumber(size).add((byte) ' ').add((byte) 'B');
        }
        long unit = 1000;
        int power = 0;
        while (size / unit >= 1000) {
            unit *= 1000;
            power++;
        }
        addNumber(size / unit);
        if (size / unit < 10) {
            add((byte) '.').addNumber(size % unit / (unit / 10));
        }
        return add((byte) ' ').add((byte) UNITS.charAt(power)).add((byte) 'B');
    }

    /** The date in UTC, {@code 2026-11-24}; years outside 0 to 9999 become the nearest inside. */
    ByteText addDate(long epochSecond) {
        long wanted = Math.floorDiv(epochSecond, 86_400L);
        if (wanted != day) { // files of one directory are often of one day
            day = wanted;
            dayText = fixed(LocalDate.ofEpochDay(Math.max(FIRST_DAY, Math.min(LAST_DAY, wanted)))
                    .toString());
        }
        return add(dayText);
    }

    /** The time of day in UTC, {@code 04:55}. */
    ByteText addMinutes(long epochSecond) {
        int minutes = (int) (Math.floorMod(epochSecond, 86_400L) / 60);
        return addTwoDigits(minutes / 60).add((byte) ':').addTwoDigits(minutes % 60);
    }

    /** An instant as RFC 3339 has it, {@code 2026-11-24T04:55:14Z}. */
    ByteText addInstant(long epochSecond) {
        return addDate(epochSecond)
                .add((byte) 'T')
                .addMinutes(epochSecond)
                .add((byte) ':')
                .addTwoDigits((int) Math.floorMod(epochSecond, 60L))
                .add((byte) 'Z');
    }

    private ByteText addTwoDigits(int number) {
        return add((byte) ('0' + number / 10)).add((byte) ('0' + number % 10));
    }

    private ByteText add(byte octet) {
        reserve(1);
        bytes[length++] = octet;
        return this;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    private static final byte[] AMP = fixed("&amp;");
    private static final byte[] LT = fixed("&lt;");
    private static final byte[] GT = fixed("&gt;");
    private static final byte[] QUOT = fixed("&quot;");
    private static final byte[] APOS = fixed("&#39;");
}
