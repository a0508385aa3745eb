package org.jminihttpd.http;

import java.time.Instant;
import java.util.List;
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
        if (method.equals(HttpMethod.OPTIONS)
                || method.equals(HttpMethod.TRACE)) { // 13.2.1: they select no representation
            return Outcome.PROCEED;
        }
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);

        List<String> match = request.get(HttpHeaders.IF_MATCH);
        if (match != null) {
            if (!EntityTags.isAny(match) && (etag == null || !EntityTags.contain(match, etag, false))) {
                return Outcome.FAILED;
            }
        } else if (lastModified != null) {
            Instant date = date(request, HttpHeaders.IF_UNMODIFIED_SINCE);
            if (date != null && lastModified.getEpochSecond() > date.getEpochSecond()) {
                return Outcome.FAILED;
            }
        }

        List<String> noneMatch = request.get(HttpHeaders.IF_NONE_MATCH);
        if (noneMatch != null) {
            if (EntityTags.isAny(noneMatch) || (etag != null && EntityTags.contain(noneMatch, etag, true))) {
                return reads ? Outcome.NOT_MODIFIED : Outcome.FAILED;
            }
        } else if (reads && lastModified != null) {
            Instant date = date(request, HttpHeaders.IF_MODIFIED_SINCE);
            if (date != null && lastModified.getEpochSecond() <= date.getEpochSecond()) {
                return Outcome.NOT_MODIFIED;
            }
        }
        return Outcome.PROCEED;
    }

    /**
     * Whether a Range field may be honoured: there is no If-Range (RFC 9110 13.1.5), or it names exactly the current
     * representation. A later date than the current one is no match either: it says nothing about these bytes.
     */
    public static boolean rangeApplies(HttpHeaders request, @Nullable EntityTag etag, @Nullable Instant lastModified) {
        List<String> condition = request.get(HttpHeaders.IF_RANGE);
        if (condition == null) {
            return true;
        }
        if (etag != null && !etag.weak() && condition.equals(List.of(etag.toString()))) {
            return true;
        }
        Instant date = date(request, HttpHeaders.IF_RANGE);
        return date != null && lastModified != null && date.getEpochSecond() == lastModified.getEpochSecond();
    }

    /** The date of a field; null, which is to ignore the field, if it is none or several (13.1.3, 13.1.4). */
    private static @Nullable Instant date(HttpHeaders request, String name) {
        List<String> lines = request.get(name);
        return lines == null || lines.size() != 1 ? null : HttpDate.parse(lines.get(0));
    }
}
