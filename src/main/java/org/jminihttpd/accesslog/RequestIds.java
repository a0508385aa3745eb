package org.jminihttpd.accesslog;

import io.netty.handler.codec.Headers;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives each request an id by which lines of different logs are brought together, unless a proxy gave it one. */
final class RequestIds {

    /** What proxies and applications have for it. */
    static final AsciiString FIELD = AsciiString.cached("x-request-id");

    static final int LONGEST = 64;

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._=+/:-]{1," + LONGEST + "}");

    /** Not to be guessed from one run to the next, and never twice in one. */
    private static final AtomicLong NEXT = new AtomicLong(new SecureRandom().nextLong());

    private RequestIds() {}

    static void ensure(HttpHeaders fields) {
        if (!isGood(fields.get(FIELD))) {
            fields.set(FIELD, next());
        }
    }

    static void ensure(Headers<CharSequence, CharSequence, ?> fields) {
        if (!isGood(fields.get(FIELD))) {
            fields.set(FIELD, next());
        }
    }

    private static boolean isGood(@Nullable CharSequence given) {
        return given != null && SAFE.matcher(given).matches();
    }

    private static String next() {
        return HexFormat.of().toHexDigits(NEXT.getAndIncrement());
    }
}
