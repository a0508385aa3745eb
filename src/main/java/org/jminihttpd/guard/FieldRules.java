package org.jminihttpd.guard;

import io.netty.handler.codec.http2.Http2Headers;
import java.util.Map;

/** What names and values of HTTP/2 fields may not hold (RFC 9113 8.2.1), of which Netty checks only a part. */
final class FieldRules {

    private FieldRules() {}

    static boolean areMalformed(Http2Headers headers) {
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            if (!isName(field.getKey()) || !isValue(field.getValue())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isName(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || (c >= 'A' && c <= 'Z') || (c == ':' && i > 0)) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isValue(CharSequence value) {
        int length = value.length();
        if (length > 0 && (isSpace(value.charAt(0)) || isSpace(value.charAt(length - 1)))) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c == 0 || c == '\n' || c == '\r') {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
