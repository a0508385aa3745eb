package org.jminihttpd.accesslog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The text of a second, made once for all lines of that second. Used by all event loops at once. */
final class SecondText {

    /** Both halves together, so that no thread sees one of them alone. */
    private static final class Made {
        final long second;
        final byte[] text;

        Made(long second, byte[] text) {
            this.second = second;
            this.text = text;
        }
    }

    private final DateTimeFormatter formatter;
    private volatile Made last;

    SecondText(String pattern, ZoneId zone) {
        this.formatter = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(zone);
        this.last = make(0);
    }

    /** The text of a second of the epoch; not to be changed. */
    byte[] of(long second) {
        Made made = last;
        if (made.second != second) {
            made = make(second);
            last = made;
        }
        return made.text;
    }

    private Made make(long second) {
        String text = formatter.format(Instant.ofEpochSecond(second));
        return new Made(second, text.getBytes(StandardCharsets.US_ASCII));
    }
}
