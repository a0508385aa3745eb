package org.jminihttpd.route;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jminihttpd.http.RequestPath;

/** Which route answers a request target, by its URL in the configuration: of these there are only so many. */
public final class RouteNames {

    /** Of what no route answers. */
    public static final String NONE = "none";

    /** Of what the actuator answers before the routes. */
    public static final String ACTUATOR = "actuator";

    private final Supplier<RouteTable> table;
    private final Predicate<String> actuator;

    /**
     * Names the routes of the moment.
     *
     * @param actuator which paths the actuator answers before the routes
     */
    public RouteNames(Supplier<RouteTable> table, Predicate<String> actuator) {
        this.table = table;
        this.actuator = actuator;
    }

    /** The name for a target as a client sent it, absolute ones included. */
    public String of(CharSequence target) {
        String path = path(target.toString());
        if (actuator.test(path)) {
            return ACTUATOR;
        }
        Optional<RequestPath> normal = RequestPath.of(path);
        if (normal.isEmpty()) {
            return NONE;
        }
        RouteTable current = table.get();
        RouteTable.Match match = current.find(normal.get());
        if (match instanceof RouteTable.Match.Found found) {
            return found.route().entry().url();
        }
        return match instanceof RouteTable.Match.MissingSlash
                ? current.route(normal.get() + "/")
                        .map(route -> route.entry().url())
                        .orElse(NONE)
                : NONE;
    }

    private static String path(String target) {
        int begin = 0;
        if (!target.startsWith("/")) {
            int authority = target.indexOf("://");
            begin = authority < 0 ? 0 : Math.max(0, target.indexOf('/', authority + 3));
        }
        int query = target.indexOf('?', begin);
        return target.substring(begin, query < 0 ? target.length() : query);
    }
}
