package org.jminihttpd.guard;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an HTTP/1 request head must be beyond what the decoder checks, so that everything behind may rely on it. */
final class RequestRules {

    /** More fields than any client sends; each costs an object or two, however short it is. */
    static final int MAX_FIELDS = 200;

    private final long maxBody;

    RequestRules(long maxBody) {
        this.maxBody = maxBody;
    }

    /** Says why a request is refused, or null; brings the absolute form of a target to the origin form. */
    @Nullable
    Refusal check(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return undecodable(request);
        }
        HttpHeaders headers = request.headers();
        if (headers.size() > MAX_FIELDS) {
            return Refusal.HEADER_TOO_LARGE;
        }
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        boolean http11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (hosts.size() > 1 || (hosts.isEmpty() && http11) || (!hosts.isEmpty() && !HostField.isValid(hosts.get(0)))) {
            return Refusal.BAD_REQUEST;
        }
        Refusal refusal = checkTarget(request);
        return refusal != null ? refusal : checkBody(headers, http11);
    }

    private @Nullable Refusal checkTarget(HttpRequest request) {
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.CONNECT) || method.equals(HttpMethod.TRACE)) {
            return Refusal.NOT_IMPLEMENTED;
        }
        String target = request.uri();
        if (target.charAt(0) == '/') {
            return null;
        }
        if (target.equals("*")) {
            return method.equals(HttpMethod.OPTIONS) ? Refusal.SERVER_OPTIONS : Refusal.BAD_REQUEST;
        }
        String lower = target.toLowerCase(Locale.ROOT);
        int start = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
        if (start < 0) {
            return Refusal.BAD_REQUEST;
        }
        int end = start;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        String authority = target.substring(start, end);
        if (!HostField.isValid(authority)) {
            return Refusal.BAD_REQUEST;
        }
        // RFC 9112 3.2.2: the Host field is ignored and replaced
        request.headers().set(HttpHeaderNames.HOST, authority);
        String rest = target.substring(end);
        if (rest.isEmpty() && method.equals(HttpMethod.OPTIONS)) {
            return Refusal.SERVER_OPTIONS;
        }
        request.setUri(rest.startsWith("/") ? rest : "/" + rest);
        return null;
    }

    private @Nullable Refusal checkBody(HttpHeaders headers, boolean http11) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty() && (codings.size() > 1 || !codings.get(0).trim().equalsIgnoreCase("chunked"))) {
            // the decoder let it pass, so chunked is the last one; we know no other (RFC 9112 6.1)
            return hasEmptyElement(codings.get(0)) ? Refusal.BAD_REQUEST : Refusal.NOT_IMPLEMENTED;
        }
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length.trim()) > maxBody) {
            return Refusal.BODY_TOO_LARGE;
        }
        if (http11
                && headers.contains(HttpHeaderNames.EXPECT)
                && !headers.containsValue(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, true)) {
            return Refusal.EXPECTATION_FAILED;
        }
        return null;
    }

    /** RFC 9110 5.6.1 lets a sender have none; whoever does here wants two parsers to disagree. */
    private static boolean hasEmptyElement(String list) {
        return Stream.of(list.split(",", -1)).anyMatch(String::isBlank);
    }

    private static Refusal undecodable(HttpRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof RefusedException refused) {
            return refused.refusal();
        }
        if (cause instanceof TooLongFrameException) {
            return cause instanceof TooLongHttpLineException ? Refusal.TARGET_TOO_LONG : Refusal.HEADER_TOO_LARGE;
        }
        // RFC 9112 6.1: a coding we do not know is 501, unless something else is wrong with the framing
        HttpHeaders headers = request.headers();
        String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING, "");
        return request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                        && !coding.isBlank()
                        && !coding.toLowerCase(Locale.ROOT).contains("chunked")
                        && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                ? Refusal.NOT_IMPLEMENTED
                : Refusal.BAD_REQUEST;
    }
}
