package org.jminihttpd.http;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/** The conditional request fields of RFC 9110 13, in the order of its section 13.2.2. */
public final class Preconditions {

    /** What the conditions of a request ask for. */
    public enum Outcome {
        /** Answer as if there were no conditions. */
        PROCEED,
        /** 304: the client's copy is good. */
        NOT_MODIFIED,
        /** 412. */
        FAILED
    }

    private Preconditions() {}

    /**
     * Decides about the conditions of a request for a representation that exists.
     *
     * @param etag null where it has none
     * @param lastModified null where it is not known; fractions of a second are ignored
     */
    public static Outcome evaluate(
            HttpHeaders request, HttpMethod method, @Nullable EntityTag etag, @Nullable Instant lastModified) {
        return Outcome.PROCEED;
    }

    /**
     * Whether a Range field may be honoured: there is no If-Range (RFC 9110 13.1.5), or it names exactly the current
     * representation.
     */
    public static boolean rangeApplies(HttpHeaders request, @Nullable EntityTag etag, @Nullable Instant lastModified) {
        return true;
    }
}
