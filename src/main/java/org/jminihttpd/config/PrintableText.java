package org.jminihttpd.config;

/** Text from a file made safe for a terminal: one line, no control or direction characters, bounded. */
final class PrintableText {

    private static final int MAX_LENGTH = 160;
    private static final int MAX_QUOTED = 60;

    private PrintableText() {}

    /** Escaped and cut. */
    static String of(String text) {
        return cut(text, MAX_LENGTH);
    }

    /** Escaped, cut and in quotes, to stand in a message. */
    static String quoted(String text) {
        return '"' + cut(text, MAX_QUOTED) + '"';
    }

    private static String cut(String text, int length) {
        if (text.codePointCount(0, text.length()) <= length) {
            return escaped(text);
        }
        return escaped(text.substring(0, text.offsetByCodePoints(0, length))) + "...";
    }

    /** Escaped only. */
    static String escaped(String text) {
        StringBuilder result = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c == '\n') {
                result.append("\\n");
            } else if (c == '\t') {
                result.append("\\t");
            } else if (isDangerous(c)) {
                result.append("\\u%04x".formatted(c));
            } else {
                result.appendCodePoint(c);
            }
        });
        return result.toString();
    }

    private static boolean isDangerous(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
