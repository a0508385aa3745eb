package org.jminihttpd.ini;

/** White space as Python's {@code str.strip()} sees it, which is neither {@code String.trim()} nor {@code String.strip()}. */
final class PythonSpace {

    private PythonSpace() {}

    static boolean is(int c) {
        return c == ' '
                || (c >= 0x09 && c <= 0x0D)
                || (c >= 0x1C && c <= 0x1F)
                || c == 0x85
                || Character.isSpaceChar(c);
    }

    /** Where the text begins behind its white space; its length if there is nothing else. */
    static int indent(String text) {
        int begin = 0;
        while (begin < text.length() && is(text.charAt(begin))) {
            begin++;
        }
        return begin;
    }

    static String strip(String text) {
        return stripTrailing(text.substring(indent(text)));
    }

    static String stripTrailing(String text) {
        int end = text.length();
        while (end > 0 && is(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }
}
