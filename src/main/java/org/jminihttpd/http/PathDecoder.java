package org.jminihttpd.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Undoes the percent-encoding of a path, once, and refuses bytes that no honest client sends. */
final class PathDecoder {

    private PathDecoder() {}

    /**
     * The bytes of a path.
     *
     * @return null if an escape is broken, or hides a slash (it must never become a separator), or the bytes contain a
     *     backslash (a separator to others), NUL, a control character, or a disguise of another character in UTF-8
     */
    static byte @Nullable [] decode(String raw) {
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            int octet = raw.charAt(i);
            if (octet == '%') {
                octet = i + 2 < raw.length() ? hex(raw.charAt(i + 1)) << 4 | hex(raw.charAt(i + 2)) : -1;
                if (octet == '/') {
                    return null;
                }
                i += 2;
            }
            if (octet < 0x20 || octet > 0xff || octet == 0x7f || octet == '\\') {
                return null;
            }
            bytes[length++] = (byte) octet;
        }
        byte[] path = Arrays.copyOf(bytes, length);
        return isDisguised(path) ? null : path;
    }

    /** The value of a hexadecimal digit; negative, and so the whole escape, if it is none. */
    private static int hex(char digit) {
        return digit < 0x80 ? Character.digit(digit, 16) : -1;
    }

    /**
     * Whether there is a sequence that looks like UTF-8 but that UTF-8 forbids (RFC 3629 3): overlong forms, surrogates,
     * beyond U+10FFFF. A lenient decoder behind us would see another character: {@code C0 AE} was a dot to many (CVE-2000-0884).
     * Other bytes that are not UTF-8 are file names in an older encoding.
     */
    private static boolean isDisguised(byte[] path) {
        for (int i = 0; i + 1 < path.length; i++) {
            int lead = path[i] & 0xff;
            int next = path[i + 1] & 0xff;
            if (lead < 0xc0 || next < 0x80 || next > 0xbf) {
                continue;
            }
            boolean third = i + 2 < path.length && (path[i + 2] & 0xc0) == 0x80;
            boolean forbidden = switch (lead) {
                case 0xc0, 0xc1 -> true;
                case 0xe0 -> next < 0xa0;
                case 0xed -> next >= 0xa0 && third;
                case 0xf0 -> next < 0x90;
                case 0xf4 -> next >= 0x90 && third;
                default -> lead > 0xf4 && third;
            };
            if (forbidden) {
                return true;
            }
        }
        return false;
    }
}
