package org.jminihttpd.destination.files;

import java.util.Iterator;
import java.util.List;
import org.springframework.http.HttpHeaders;

/** A directory listing as bytes to send, in pieces, so that a big directory never is one big array. */
final class ListingPage {

    /** Content-Type of {@link #html}. */
    static final String HTML = "text/html; charset=utf-8";

    /** Content-Type of {@link #json}. */
    static final String JSON = "application/json";

    /** Content-Security-Policy of {@link #html}. */
    static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private ListingPage() {}

    /** Whether a request would rather have JSON than HTML; the answer varies by Accept. */
    static boolean prefersJson(HttpHeaders request) {
        return false;
    }

    /**
     * The page for people.
     *
     * @param path of the request in normal form, ending in a slash
     */
    static Iterator<byte[]> html(String path, DirectoryListing listing) {
        return List.<byte[]>of().iterator();
    }

    /** The page for programs: an array of {@code {name, type, size, mtime}}. */
    static Iterator<byte[]> json(DirectoryListing listing) {
        return List.<byte[]>of().iterator();
    }
}
