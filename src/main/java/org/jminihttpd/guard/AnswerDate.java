package org.jminihttpd.guard;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.time.Instant;
import org.jminihttpd.http.HttpDate;

/**
 * The Date field (RFC 9110 6.6.1) of all answers of one second.
 *
 * @param second since 1970
 * @param text as it is sent
 */
record AnswerDate(long second, AsciiString text) {

    private static volatile AnswerDate latest = at(0);

    /** Dates an answer, unless it comes from elsewhere and has a date already. */
    static void stamp(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.DATE)) {
            headers.set(HttpHeaderNames.DATE, now());
        }
    }

    static void stamp(Http2Headers headers) {
        if (!headers.contains(HttpHeaderNames.DATE)) {
            headers.set(HttpHeaderNames.DATE, now());
        }
    }

    private static AsciiString now() {
        long second = System.currentTimeMillis() / 1000;
        AnswerDate date = latest;
        if (date.second != second) {
            // two event loops may both do this once
            date = at(second);
            latest = date;
        }
        return date.text;
    }

    private static AnswerDate at(long second) {
        return new AnswerDate(second, AsciiString.cached(HttpDate.format(Instant.ofEpochSecond(second))));
    }
}
