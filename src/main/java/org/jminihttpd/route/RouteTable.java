package org.jminihttpd.route;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jminihttpd.http.RequestPath;

/** The immutable table of routes: an exact file route first, then the longest directory route. */
public final class RouteTable implements AutoCloseable {

    /** What the table says of a path. */
    public sealed interface Match {

        /** A route answers it. */
        record Found(Route route) implements Match {}

        /** It is a directory route without its slash. */
        record MissingSlash() implements Match {}

        /** No route, or something below a file route. */
        record None() implements Match {}
    }

    private static final Match MISSING_SLASH = new Match.MissingSlash();
    private static final Match NONE = new Match.None();

    private final Map<String, Match.Found> byPath = new LinkedHashMap<>();
    private final int longest;

    /** Takes routes with distinct paths. */
    public RouteTable(Collection<Route> routes) {
        routes.forEach(route -> byPath.put(route.path(), new Match.Found(route)));
        longest = byPath.keySet().stream().mapToInt(String::length).max().orElse(0);
    }

    /** Finds what answers a path; at most as many look-ups as the longest route has segments. */
    public Match find(RequestPath requested) {
        String path = requested.toString();
        Match exact = byPath.get(path);
        if (exact != null) {
            return exact;
        }
        if (byPath.containsKey(path + "/")) {
            return MISSING_SLASH;
        }
        // A path longer than every route cannot match with its tail: a URI of 8,000 slashes costs no more than a short
        // one.
        int slash = path.lastIndexOf('/', Math.min(path.length() - 1, longest));
        for (; slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
            Match above = byPath.get(path.substring(0, slash + 1));
            if (above != null) {
                return above;
            }
            if (slash > 0 && byPath.containsKey(path.substring(0, slash))) {
                return NONE;
            }
        }
        return NONE;
    }

    /** All routes, in the order written. */
    public List<Route> routes() {
        return byPath.values().stream().map(Match.Found::route).toList();
    }

    /** Opens every handler. */
    public void open() {
        routes().forEach(route -> route.handler().open());
    }

    /** Closes every handler. */
    @Override
    public void close() {
        routes().forEach(route -> route.handler().close());
    }

    @Override
    public String toString() {
        return routes().stream()
                .map(route -> route.entry().setting().key() + " = "
                        + route.entry().setting().value())
                .collect(Collectors.joining("\n"));
    }
}
