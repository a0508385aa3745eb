package org.jminihttpd.destination.app;

import java.util.Locale;

/** Header fields by which a proxy speaks of its client. Nobody in front of us is trusted, so applications get none. */
final class ForwardedFields {

    private ForwardedFields() {}

    /** Whether a field must not reach an application; some read an underscore as a hyphen. */
    static boolean has(String name) {
        char first = name.isEmpty() ? 0 : name.charAt(0);
        if (first != 'x' && first != 'X' && first != 'f' && first != 'F') {
            return false;
        }
        String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return lower.startsWith("x-forwarded-")
                || lower.startsWith("x-http2-") // Netty's, of HTTP/2 streams
                || lower.equals("forwarded")
                || lower.equals("x-real-ip")
                || lower.equals("x-client-ip");
    }
}
