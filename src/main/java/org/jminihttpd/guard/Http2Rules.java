package org.jminihttpd.guard;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Map;
import org.jminihttpd.config.LimitProperties;
import org.jspecify.annotations.Nullable;

/** What an HTTP/2 request head must be beyond what the codec checks (RFC 9113 8.3); the counterpart of {@link RequestRules}. */
final class Http2Rules {

    /** What a field costs beyond its text (RFC 9113 6.5.2). */
    private static final int FIELD_OVERHEAD = 32;

    private final LimitProperties limits;

    Http2Rules(LimitProperties limits) {
        this.limits = limits;
    }

    /** Whether it is no request at all (RFC 9113 8.1.1), so that its stream is reset. */
    boolean isMalformed(Http2Headers headers) {
        CharSequence method = headers.method();
        CharSequence scheme = headers.scheme();
        CharSequence path = headers.path();
        boolean connects = method != null && isMethod(method, HttpMethod.CONNECT);
        boolean complete = connects
                ? scheme == null && path == null && headers.authority() != null
                : method != null && scheme != null && path != null && !path.isEmpty();
        return !complete
                || headers.getAll(Http2Headers.PseudoHeaderName.AUTHORITY.value())
                                .size()
                        > 1
                || FieldRules.areMalformed(headers);
    }

    /** Says why a request that is not malformed is refused, or null; escapes in the target what browsers leave as it is. */
    @Nullable
    Refusal check(Http2Headers headers) {
        if (headers.path() != null && headers.path().length() > limits.maxHeader()) {
            return Refusal.TARGET_TOO_LONG;
        }
        if (headers.size() > RequestRules.MAX_FIELDS || listSize(headers) > limits.maxHeader()) {
            return Refusal.HEADER_TOO_LARGE;
        }
        CharSequence method = headers.method();
        CharSequence path = headers.path();
        if (method == null || isMethod(method, HttpMethod.CONNECT) || isMethod(method, HttpMethod.TRACE)) {
            return Refusal.NOT_IMPLEMENTED;
        }
        if (path == null || !hasOneAuthority(headers)) {
            return Refusal.BAD_REQUEST;
        }
        if (AsciiString.contentEquals(path, "*")) {
            return isMethod(method, HttpMethod.OPTIONS) ? Refusal.SERVER_OPTIONS : Refusal.BAD_REQUEST;
        }
        try {
            RequestLine.checkMethod(method);
            headers.path(RequestLine.target(path));
        } catch (RefusedException e) {
            return e.refusal();
        }
        return path.charAt(0) == '/' ? checkBody(headers) : Refusal.BAD_REQUEST;
    }

    private static long listSize(Http2Headers headers) {
        long size = 0;
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            size += field.getKey().length() + field.getValue().length() + FIELD_OVERHEAD;
        }
        return size;
    }

    private static boolean isMethod(CharSequence method, HttpMethod expected) {
        return expected.asciiName().contentEquals(method);
    }

    /** RFC 9113 8.3.1: :authority and Host, if both are there, must agree. */
    private static boolean hasOneAuthority(Http2Headers headers) {
        CharSequence authority = headers.authority();
        CharSequence host = headers.get(HttpHeaderNames.HOST);
        if (headers.getAll(HttpHeaderNames.HOST).size() > 1
                || (authority != null && host != null && !AsciiString.contentEqualsIgnoreCase(authority, host))) {
            return false;
        }
        CharSequence named = authority != null ? authority : host;
        return named != null && HostField.isValid(named.toString());
    }

    private @Nullable Refusal checkBody(Http2Headers headers) {
        CharSequence length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        try {
            if (length != null && Long.parseLong(length.toString()) > limits.maxBody()) {
                return Refusal.BODY_TOO_LARGE;
            }
        } catch (NumberFormatException e) {
            return Refusal.BAD_REQUEST;
        }
        CharSequence expectation = headers.get(HttpHeaderNames.EXPECT);
        return expectation == null || AsciiString.contentEqualsIgnoreCase(expectation, HttpHeaderValues.CONTINUE)
                ? null
                : Refusal.EXPECTATION_FAILED;
    }
}
