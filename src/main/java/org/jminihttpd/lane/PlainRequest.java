package org.jminihttpd.lane;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Iterator;
import java.util.Map;

/** Which requests can have no other answer than everybody's: those with nothing but fields known to change nothing. */
final class PlainRequest {

    /** Looked up without regard to case. Conditions are of them, for {@link HotAnswer#to} looks at those. */
    private static final HttpHeaders HARMLESS = new DefaultHttpHeaders();

    static {
        for (CharSequence name : new CharSequence[] {
            HttpHeaderNames.HOST,
            HttpHeaderNames.USER_AGENT,
            HttpHeaderNames.ACCEPT,
            HttpHeaderNames.ACCEPT_CHARSET,
            HttpHeaderNames.ACCEPT_ENCODING,
            HttpHeaderNames.ACCEPT_LANGUAGE,
            HttpHeaderNames.CACHE_CONTROL,
            HttpHeaderNames.CONTENT_TYPE, // of no body
            HttpHeaderNames.COOKIE,
            HttpHeaderNames.DNT,
            HttpHeaderNames.IF_MODIFIED_SINCE,
            HttpHeaderNames.IF_NONE_MATCH,
            HttpHeaderNames.PRAGMA,
            HttpHeaderNames.REFERER,
            HttpHeaderNames.UPGRADE_INSECURE_REQUESTS,
            "priority",
            "save-data",
            "sec-ch-ua",
            "sec-ch-ua-mobile",
            "sec-ch-ua-platform",
            "sec-fetch-dest",
            "sec-fetch-mode",
            "sec-fetch-site",
            "sec-fetch-user",
            "sec-gpc",
            "x-request-id"
        }) {
            HARMLESS.set(name, "");
        }
    }

    private PlainRequest() {}

    static boolean is(HttpRequest request) {
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        if (!reads) {
            return false;
        }
        Iterator<Map.Entry<CharSequence, CharSequence>> fields =
                request.headers().iteratorCharSequence();
        while (fields.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            if (!HARMLESS.contains(field.getKey()) && !saysWhetherItStays(field) && !saysEmpty(field)) {
                return false;
            }
        }
        return true;
    }

    /** The counterpart for HTTP/2, whose pseudo-fields the guard has checked. */
    static boolean is(Http2Headers request) {
        CharSequence method = request.method();
        if (method == null
                || !(HttpMethod.GET.asciiName().contentEquals(method)
                        || HttpMethod.HEAD.asciiName().contentEquals(method))) {
            return false;
        }
        for (Map.Entry<CharSequence, CharSequence> field : request) {
            CharSequence name = field.getKey();
            if (name.charAt(0) != ':' && !HARMLESS.contains(name)) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing follows its head, neither a body nor another protocol. */
    static boolean isBodiless(HttpRequest request) {
        HttpHeaders fields = request.headers();
        return "0".equals(fields.get(HttpHeaderNames.CONTENT_LENGTH, "0"))
                && !fields.contains(HttpHeaderNames.TRANSFER_ENCODING)
                && !fields.contains(HttpHeaderNames.UPGRADE)
                && !fields.contains(HttpHeaderNames.EXPECT);
    }

    /** As the HTTP client of JDK 17 does. */
    private static boolean saysEmpty(Map.Entry<CharSequence, CharSequence> field) {
        return HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(field.getKey())
                && "0".contentEquals(field.getValue());
    }

    /** The connection; the guard sees to it. */
    private static boolean saysWhetherItStays(Map.Entry<CharSequence, CharSequence> field) {
        return HttpHeaderNames.CONNECTION.contentEqualsIgnoreCase(field.getKey())
                && (HttpHeaderValues.KEEP_ALIVE.contentEqualsIgnoreCase(field.getValue())
                        || HttpHeaderValues.CLOSE.contentEqualsIgnoreCase(field.getValue()));
    }
}
