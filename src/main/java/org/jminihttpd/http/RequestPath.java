package org.jminihttpd.http;

import java.util.List;
import java.util.Optional;

/** A request path in the one normal form that routing, policy and files use. */
public final class RequestPath {

    private final String normal;
    private final boolean hidden;

    RequestPath(String normal, boolean hidden) {
        this.normal = normal;
        this.hidden = hidden;
    }

    /**
     * Reads the path of a request target (without query).
     *
     * @param raw as the client sent it
     * @return empty for what has no safe normal form, which is answered 400
     */
    public static Optional<RequestPath> of(String raw) {
        return raw.startsWith("/") ? Optional.of(new RequestPath(raw, raw.contains("/."))) : Optional.empty();
    }

    /** Whether a segment begins with a dot, other than a first {@code .well-known} (RFC 8615). */
    public boolean isHidden() {
        return hidden;
    }

    /** Whether it ends in a slash, and so names a directory. */
    public boolean isDirectory() {
        return normal.endsWith("/");
    }

    /** The segments, still percent-encoded; none is empty. */
    public List<String> segments() {
        return normal.length() == 1 ? List.of() : List.of(normal.substring(1).split("/"));
    }

    /** The normal form: begins with one slash, percent-encoded; can stand in a Location header. */
    @Override
    public String toString() {
        return normal;
    }
}
