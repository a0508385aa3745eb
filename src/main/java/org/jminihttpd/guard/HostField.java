package org.jminihttpd.guard;

/** The grammar of a Host field value (RFC 9110 7.2): a host and optionally a port, nothing else. */
final class HostField {

    private static final String NAME_CHARACTERS = "-._~%!$&'()*+,;=";

    private HostField() {}

    static boolean isValid(String value) {
        int end = value.length();
        int port = end;
        if (value.startsWith("[")) {
            int bracket = value.indexOf(']');
            if (bracket < 3 || !isAddress(value, bracket)) {
                return false;
            }
            port = bracket + 1;
        } else {
            int colon = value.indexOf(':');
            port = colon < 0 ? end : colon;
            if (port == 0 || !isName(value, port)) {
                return false;
            }
        }
        return port == end || (value.charAt(port) == ':' && isPort(value, port + 1));
    }

    private static boolean isName(String value, int end) {
        for (int i = 0; i < end; i++) {
            if (!isAlphanumeric(value.charAt(i)) && NAME_CHARACTERS.indexOf(value.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAddress(String value, int bracket) {
        for (int i = 1; i < bracket; i++) {
            if (!isAlphanumeric(value.charAt(i)) && ":.%_-~".indexOf(value.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The empty port is valid (RFC 3986 3.2.3). */
    private static boolean isPort(String value, int start) {
        int port = 0;
        for (int i = start; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + c - '0';
            if (port > 65535) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
