package org.jminihttpd.http;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A request path in the one normal form that routing, policy and files use.
 *
 * <p>Two requests for the same bytes have the same normal form: decoded once, without empty and dot segments, encoded
 * again with as few escapes as RFC 3986 allows. A segment stands for bytes, not characters, so that file names in any
 * encoding can be asked for.
 */
public final class RequestPath {

    /** What may stand in a path as itself (RFC 3986 3.3 {@code pchar}). */
    private static final BitSet UNESCAPED = new BitSet(128);

    static {
        UNESCAPED.set('a', 'z' + 1);
        UNESCAPED.set('A', 'Z' + 1);
        UNESCAPED.set('0', '9' + 1);
        "-._~!$&'()*+,;=:@".chars().forEach(UNESCAPED::set);
    }

    private static final String HEX = "0123456789ABCDEF";
    private static final String WELL_KNOWN = "/.well-known";

    private final String normal;
    private final boolean hidden;

    private RequestPath(String normal, boolean hidden) {
        this.normal = normal;
        this.hidden = hidden;
    }

    /**
     * Reads the path of a request target (without query).
     *
     * @param raw as the client sent it; a character above U+007F stands for one byte
     * @return empty for what has no safe normal form, which is answered 400
     */
    public static Optional<RequestPath> of(String raw) {
        if (!raw.startsWith("/")) {
            return Optional.empty();
        }
        if (isPlain(raw)) {
            return Optional.of(new RequestPath(raw, false));
        }
        byte[] decoded = PathDecoder.decode(raw);
        if (decoded == null) {
            return Optional.empty();
        }
        String normal = normalise(decoded);
        return Optional.of(new RequestPath(normal, hides(normal)));
    }

    /** Whether nothing needs a closer look: the common case, which should cost one scan only. */
    private static boolean isPlain(String raw) {
        char before = '/';
        for (int i = 1; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '/' ? before == '/' : !UNESCAPED.get(c) || (c == '.' && before == '/')) {
                return false;
            }
            before = c;
        }
        return true;
    }

    private static String normalise(byte[] path) {
        StringBuilder normal = new StringBuilder(path.length + 16);
        boolean directory = true;
        int end;
        for (int start = 1; start <= path.length; start = end + 1) {
            end = start;
            while (end < path.length && path[end] != '/') {
                end++;
            }
            int dots = dots(path, start, end);
            directory = dots >= 0;
            if (dots == 2) {
                normal.setLength(Math.max(0, normal.lastIndexOf("/")));
            } else if (!directory) {
                encode(path, start, end, normal.append('/'));
            }
        }
        return directory || normal.isEmpty() ? normal.append('/').toString() : normal.toString();
    }

    /** 0, 1 or 2 if the segment is empty, {@code .} or {@code ..}; -1 if it is a name. */
    private static int dots(byte[] path, int start, int end) {
        for (int i = start; i < end; i++) {
            if (path[i] != '.' || i - start == 2) {
                return -1;
            }
        }
        return end - start;
    }

    private static void encode(byte[] path, int start, int end, StringBuilder to) {
        for (int i = start; i < end; i++) {
            int octet = path[i] & 0xff;
            if (UNESCAPED.get(octet)) {
                to.append((char) octet);
            } else {
                to.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
            }
        }
    }

    private static boolean hides(String normal) {
        boolean wellKnown = normal.startsWith(WELL_KNOWN)
                && (normal.length() == WELL_KNOWN.length() || normal.charAt(WELL_KNOWN.length()) == '/');
        return normal.indexOf("/.", wellKnown ? WELL_KNOWN.length() : 0) >= 0;
    }

    /** Whether a segment begins with a dot, other than a first {@code .well-known} (RFC 8615). */
    public boolean isHidden() {
        return hidden;
    }

    /** Whether it ends in a slash, and so can only name a directory. */
    public boolean isDirectory() {
        return normal.endsWith("/");
    }

    /** The segments, still percent-encoded; none is empty. */
    public List<String> segments() {
        return normal.length() == 1 ? List.of() : List.of(normal.substring(1).split("/"));
    }

    /** The normal form: begins with one slash, percent-encoded; can stand in a Location header. */
    @Override
    public String toString() {
        return normal;
    }
}
