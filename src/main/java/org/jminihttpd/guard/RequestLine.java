package org.jminihttpd.guard;

import java.nio.charset.StandardCharsets;

/** The grammar of a request line (RFC 9112 3), stricter than Netty's, which takes any white space and any bytes. */
final class RequestLine {

    private static final String HEX = "0123456789ABCDEF";

    /** Below 128: what a byte may be part of. */
    private static final byte[] CLASS = new byte[128];

    private static final byte TOKEN = 1;
    private static final byte TARGET = 2;
    private static final byte ESCAPE = 4;

    static {
        for (char c = '!'; c <= '~'; c++) {
            CLASS[c] = TARGET;
            if (Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0) {
                CLASS[c] |= TOKEN;
            }
        }
        CLASS['#'] &= ~TARGET;
        for (char c : "\"<>[]\\^`{|}".toCharArray()) {
            CLASS[c] |= ESCAPE;
        }
    }

    private RequestLine() {}

    /** Refuses a method that is not a token. */
    static void checkMethod(byte[] bytes, int start, int length) {
        for (int i = start; i < start + length; i++) {
            require(bytes[i] >= 0 && (CLASS[bytes[i]] & TOKEN) != 0);
        }
        require(length > 0);
    }

    /** As {@link #checkMethod(byte[], int, int)}, for one that is already text (HTTP/2). */
    static void checkMethod(CharSequence method) {
        byte[] bytes = method.toString().getBytes(StandardCharsets.ISO_8859_1);
        checkMethod(bytes, 0, bytes.length);
    }

    /**
     * Refuses a target with spaces, controls, bytes above 126 or a fragment.
     *
     * @return whether it has characters that browsers leave as they are though RFC 3986 wants them escaped
     */
    static boolean checkTarget(byte[] bytes, int start, int length) {
        int seen = 0;
        for (int i = start; i < start + length; i++) {
            int kind = bytes[i] < 0 ? 0 : CLASS[bytes[i]];
            require((kind & TARGET) != 0);
            seen |= kind;
        }
        require(length > 0);
        return (seen & ESCAPE) != 0;
    }

    /**
     * A target that is already text (HTTP/2), checked as {@link #checkTarget} and escaped.
     *
     * @throws RefusedException if it is none
     */
    static CharSequence target(CharSequence target) {
        byte[] bytes = target.toString().getBytes(StandardCharsets.ISO_8859_1);
        return checkTarget(bytes, 0, bytes.length) ? escaped(bytes, 0, bytes.length) : target;
    }

    /** Escapes what {@link #checkTarget} found, except the brackets of an IPv6 address in absolute form. */
    static String escaped(byte[] bytes, int start, int length) {
        StringBuilder target = new StringBuilder(length + 16);
        boolean authority = bytes[start] != '/';
        for (int i = start; i < start + length; i++) {
            byte b = bytes[i];
            boolean bracket = b == '[' || b == ']';
            if ((CLASS[b] & ESCAPE) == 0 || (bracket && authority)) {
                target.append((char) b);
            } else {
                target.append('%').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 15));
            }
        }
        return target.toString();
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new RefusedException(Refusal.BAD_REQUEST);
        }
    }
}
