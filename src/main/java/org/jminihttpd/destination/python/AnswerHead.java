package org.jminihttpd.destination.python;

import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.BitSet;

/**
 * Status and header fields of an answer. The worker has told the application of mistakes in them already; this is the
 * wall that nothing broken gets through.
 */
final class AnswerHead {

    /** RFC 9110 5.6.2. */
    private static final BitSet TOKEN = new BitSet(128);

    static {
        TOKEN.set('0', '9' + 1);
        TOKEN.set('a', 'z' + 1);
        TOKEN.set('A', 'Z' + 1);
        "!#$%&'*+-.^_`|~".chars().forEach(TOKEN::set);
    }

    private final HttpResponseStatus status;
    private final String[] parts;

    private AnswerHead(HttpResponseStatus status, String[] parts) {
        this.status = status;
        this.parts = parts;
    }

    /**
     * Reads texts separated by NUL: the status line, then names and values.
     *
     * @throws CorruptedFrameException if it could not stand on the wire
     */
    static AnswerHead parse(String text) {
        String[] parts = text.split("\0", -1);
        if (parts.length % 2 == 0) {
            throw new CorruptedFrameException("a name without a value");
        }
        for (int i = 0; i < parts.length; i++) {
            boolean name = i % 2 == 1;
            if (!(name ? isToken(parts[i]) : isText(parts[i]))) {
                throw new CorruptedFrameException("not a header field");
            }
            if (!name) {
                parts[i] = parts[i].strip(); // RFC 9112 5.1; that of Django's cookies begins with a space
            }
        }
        return new AnswerHead(status(parts[0]), parts);
    }

    private static HttpResponseStatus status(String line) {
        int code = line.length() >= 3 && line.chars().limit(3).allMatch(c -> c >= '0' && c <= '9')
                ? Integer.parseInt(line.substring(0, 3))
                : 0;
        if (code < 200 || (line.length() > 3 && line.charAt(3) != ' ')) {
            throw new CorruptedFrameException("not a final status");
        }
        HttpResponseStatus known = HttpResponseStatus.valueOf(code);
        String reason = line.length() > 4 ? line.substring(4) : "";
        return reason.equals(known.reasonPhrase()) ? known : new HttpResponseStatus(code, reason);
    }

    private static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(TOKEN::get);
    }

    private static boolean isText(String text) {
        return text.chars().allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\t');
    }

    HttpResponseStatus status() {
        return status;
    }

    /** Whether an answer with this status has no body, whatever its fields say (RFC 9110 6.4.1). */
    boolean isWithoutBody() {
        return status.code() == 204 || status.code() == 304;
    }

    /** Adds the fields to others. */
    void addTo(HttpHeaders fields) {
        for (int i = 1; i < parts.length; i += 2) {
            fields.add(parts[i], parts[i + 1]);
        }
        if (status.code() == 204) {
            fields.remove(HttpHeaderNames.CONTENT_LENGTH); // RFC 9110 8.6
        }
    }

    /** Adds the fields to others. */
    void addTo(org.springframework.http.HttpHeaders fields) {
        for (int i = 1; i < parts.length; i += 2) {
            fields.add(parts[i], parts[i + 1]);
        }
    }
}
