package org.jminihttpd.route;

import org.jminihttpd.http.RequestPath;

/**
 * A request path matched to a route.
 *
 * @param path the whole path in normal form
 * @param route the route's URL in the same form ({@code /docs/}); a prefix of {@code path}
 */
public record RoutedPath(RequestPath path, String route) {

    /** What follows the route's URL, percent-encoded normal form, without a leading slash; empty for the route itself. */
    public String rest() {
        return path.toString().substring(route.length());
    }
}
