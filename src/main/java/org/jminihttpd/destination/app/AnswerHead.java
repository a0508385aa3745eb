package org.jminihttpd.destination.app;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The head of an application's answer, held to what HTTP allows: whatever the application does, the client must not read
 * one answer as two (RFC 9110 5.5, RFC 9112 11.1).
 */
final class AnswerHead {

    /** As much as any client takes. */
    private static final int MAX_SIZE = 64 << 10;

    /** What concerns the connection is the server's to say, and HTTP/2 forbids it (RFC 9113 8.2.2). */
    private static final Set<String> OF_CONNECTION =
            Set.of("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

    private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

    private final int status;
    private final List<String> fields;

    AnswerHead(int status, List<String> fields) {
        this.status = status;
        this.fields = fields;
    }

    int status() {
        return status;
    }

    /** Whether this status has no body (RFC 9110 6.4.1). */
    boolean isBodiless() {
        return status == 204 || status == 205 || status == 304;
    }

    /** What is wrong with it, in a sentence for the log; null if nothing is. */
    @Nullable
    String problem() {
        if (status < 200 || status > 999) {
            return "its status " + status + " is not one of a final answer";
        }
        int size = 0;
        for (int i = 0; i < fields.size(); i += 2) {
            String name = fields.get(i);
            String value = fields.get(i + 1);
            size += name.length() + value.length() + 4;
            if (size > MAX_SIZE) {
                return "its header fields are longer than " + MAX_SIZE + " bytes";
            }
            if (!isToken(name)) {
                return "it has a header field whose name is none";
            }
            if (!isOneLine(value)) {
                return "its header field " + name + " has a control character in its value";
            }
        }
        return length() == Long.MIN_VALUE ? "its Content-Length is not a number, or it has several" : null;
    }

    private static boolean isToken(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || TOKEN_SYMBOLS.indexOf(c) >= 0);
    }

    private static boolean isOneLine(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** The length of the body that it announces; -1 if it does not, MIN_VALUE if it cannot be understood. */
    long length() {
        long length = -1;
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase("content-length")) {
                String value = fields.get(i + 1);
                if (length >= 0 || !isNumber(value)) {
                    return Long.MIN_VALUE;
                }
                length = Long.parseLong(value);
            }
        }
        return length;
    }

    /** Whether it goes on until the client leaves (Server-Sent Events). */
    boolean isEventStream() {
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase("content-type")
                    && fields.get(i + 1).toLowerCase(Locale.ROOT).startsWith("text/event-stream")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Adds the fields to those of an answer. */
    void writeTo(HttpHeaders headers) {
        for (int i = 0; i < fields.size(); i += 2) {
            String name = fields.get(i);
            if (!OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                headers.add(name, fields.get(i + 1));
            }
        }
    }
}
