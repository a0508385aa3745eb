package org.jminihttpd.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The three date formats of HTTP (RFC 9110 5.6.7). */
public final class HttpDate {

    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final List<String> LONG_DAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

    private static final long FIRST = LocalDate.of(1, 1, 1).toEpochDay() * 86_400;
    private static final long LAST = LocalDate.of(10_000, 1, 1).toEpochDay() * 86_400 - 1;

    private HttpDate() {}

    /**
     * Reads IMF-fixdate, RFC 850 or asctime.
     *
     * @return null for anything else
     */
    public static @Nullable Instant parse(String text) {
        int comma = text.indexOf(',');
        if (comma == 3 && fits(text, 3, ", ## @@@ #### ##:##:## GMT") && isName(DAYS, text, 0)) {
            return instant(number(text, 12, 16), text, 8, number(text, 5, 7), 17);
        }
        if (comma > 3
                && fits(text, comma, ", ##-@@@-## ##:##:## GMT")
                && LONG_DAYS.contains(text.substring(0, comma))) {
            int year = recentYear(number(text, comma + 9, comma + 11));
            return instant(year, text, comma + 5, number(text, comma + 2, comma + 4), comma + 12);
        }
        if (comma < 0 && fits(text, 0, "@@@ @@@ _# ##:##:## ####") && isName(DAYS, text, 0)) {
            return instant(number(text, 20, 24), text, 4, number(text, text.charAt(8) == ' ' ? 9 : 8, 10), 11);
        }
        return null;
    }

    /** Whether the text from a position to its end has a shape of digits #, letters @, a digit or space _, and itself. */
    private static boolean fits(String text, int from, String shape) {
        if (text.length() - from != shape.length()) {
            return false;
        }
        for (int i = 0; i < shape.length(); i++) {
            char c = text.charAt(from + i);
            boolean fits = switch (shape.charAt(i)) {
                case '#' -> c >= '0' && c <= '9';
                case '_' -> (c >= '0' && c <= '9') || c == ' ';
                case '@' -> true; // looked up later
                default -> c == shape.charAt(i);
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    /** RFC 9110 5.6.7: a year that seems more than 50 years ahead is the last one with these digits. */
    private static int recentYear(int digits) {
        int now = Year.now(ZoneOffset.UTC).getValue();
        int year = now - now % 100 + digits;
        return year > now + 50 ? year - 100 : year;
    }

    private static int indexOf(String names, String text, int at) {
        int index = names.indexOf(text.substring(at, at + 3));
        return index % 3 == 0 ? index / 3 : -1;
    }

    private static boolean isName(String names, String text, int at) {
        return indexOf(names, text, at) >= 0;
    }

    private static @Nullable Instant instant(int year, String text, int monthAt, int day, int timeAt) {
        int month = 1 + indexOf(MONTHS, text, monthAt);
        int hour = number(text, timeAt, timeAt + 2);
        int minute = number(text, timeAt + 3, timeAt + 5);
        int second = number(text, timeAt + 6, timeAt + 8);
        if (month < 1 || day < 1 || hour > 23 || minute > 59 || second > 60) { // 60: a leap second
            return null;
        }
        if (day > YearMonth.of(year, month).lengthOfMonth()) {
            return null;
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        return Instant.ofEpochSecond(((days * 24 + hour) * 60 + minute) * 60 + second);
    }

    /** The IMF-fixdate of an instant; years before 1 and after 9999 become the nearest that has four digits. */
    public static String format(Instant instant) {
        long seconds = Math.max(FIRST, Math.min(LAST, instant.getEpochSecond()));
        LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        byte[] text = "ddd, dd mmm yyyy hh:mm:ss GMT".getBytes(StandardCharsets.ISO_8859_1);
        name(DAYS, time.getDayOfWeek().getValue(), text, 0);
        digits(time.getDayOfMonth(), text, 5);
        name(MONTHS, time.getMonthValue(), text, 8);
        digits(time.getYear() / 100, text, 12);
        digits(time.getYear() % 100, text, 14);
        digits(time.getHour(), text, 17);
        digits(time.getMinute(), text, 20);
        digits(time.getSecond(), text, 23);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void name(String names, int number, byte[] text, int at) {
        for (int i = 0; i < 3; i++) {
            text[at + i] = (byte) names.charAt(number * 3 - 3 + i);
        }
    }

    private static void digits(int number, byte[] text, int at) {
        text[at] = (byte) ('0' + number / 10);
        text[at + 1] = (byte) ('0' + number % 10);
    }
}
