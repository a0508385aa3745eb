package org.jminihttpd.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammars of simple values. Each throws IllegalArgumentException with a sentence that says what would be right. */
final class ValueGrammar {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([kmg]?)b?", Pattern.CASE_INSENSITIVE);

    private ValueGrammar() {}

    /** The words of configparser's {@code getboolean}. */
    static boolean yesNo(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on", "1" -> true;
            case "no", "false", "off", "0" -> false;
            default ->
                throw new IllegalArgumentException("%s is neither yes nor no.".formatted(PrintableText.quoted(text)));
        };
    }

    /** A decimal number; {@code unit} names what is counted. */
    static int number(String text, String unit, int min, int max) {
        if (text.matches("\\d{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw new IllegalArgumentException(
                "%s is not a number of %s from %d to %d.".formatted(PrintableText.quoted(text), unit, min, max));
    }

    /** Bytes: {@code 4096}, {@code 64k}, {@code 10m}, {@code 1g}. */
    static long size(String text, long min, long max) {
        Matcher matcher = SIZE.matcher(text);
        if (matcher.matches()) {
            int shift = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                case "k" -> 10;
                case "m" -> 20;
                case "g" -> 30;
                default -> 0;
            };
            long number = Long.parseLong(matcher.group(1));
            if (number <= max >> shift && number << shift >= min) {
                return number << shift;
            }
        }
        throw new IllegalArgumentException("%s is not a size from %s to %s, for example 64k."
                .formatted(PrintableText.quoted(text), shortSize(min), shortSize(max)));
    }

    private static String shortSize(long bytes) {
        String[] units = {"", "k", "m", "g"};
        int unit = 0;
        long rest = bytes;
        while (unit < 3 && rest != 0 && rest % 1024 == 0) {
            rest /= 1024;
            unit++;
        }
        return rest + units[unit];
    }
}
