package org.jminihttpd.route;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jminihttpd.http.RequestPath;
import org.jminihttpd.lane.HotAnswers;

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
    private final boolean direct;
    private final HotAnswers hotAnswers;

    /** Takes routes with distinct paths. */
    public RouteTable(Collection<Route> routes) {
        this(routes, HotAnswers.off());
    }

    /** @param hotAnswers where these routes offer answers for replay */
    RouteTable(Collection<Route> routes, HotAnswers hotAnswers) {
        this.hotAnswers = hotAnswers;
        routes.forEach(route -> byPath.put(route.path(), new Match.Found(route)));
        longest = byPath.keySet().stream().mapToInt(String::length).max().orElse(0);
        direct = routes.stream().anyMatch(route -> route.handler() instanceof DirectHandler);
    }

    /** Whether a request may have a short way. */
    boolean hasDirectHandlers() {
        return direct;
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

    /** The answers that may be replayed as long as this table is served. */
    public HotAnswers hotAnswers() {
        return hotAnswers;
    }

    /** This table with handlers that are open already in the place of those that would do the same; these are closed. */
    public RouteTable keeping(RouteTable open) {
        return new RouteTable(
                routes().stream().map(route -> route.keeping(open)).toList(), hotAnswers);
    }

    /** All routes, in the order written. */
    public List<Route> routes() {
        return byPath.values().stream().map(Match.Found::route).toList();
    }

    /** The routes whose handlers another table does not have. */
    public List<Route> without(RouteTable other) {
        Set<RouteHandler> theirs = Collections.newSetFromMap(new IdentityHashMap<>());
        other.routes().forEach(route -> theirs.add(route.handler()));
        return routes().stream()
                .filter(route -> !theirs.contains(route.handler()))
                .toList();
    }

    /** The route of a path, if there is one with exactly this. */
    public Optional<Route> route(String path) {
        return Optional.ofNullable(byPath.get(path)).map(Match.Found::route);
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
