package org.jminihttpd.route;

import java.util.Optional;
import org.jminihttpd.config.RouteEntry;

/**
 * One row of the table.
 *
 * @param path the route's URL in normal form; ends with a slash exactly if the route owns its descendants
 * @param entry what was configured
 * @param handler what answers
 */
public record Route(String path, RouteEntry entry, RouteHandler handler) {

    /** This route, with the handler another table has for its path if that does the same. */
    Route keeping(RouteTable open) {
        Optional<RouteHandler> running = open.route(path).map(Route::handler).filter(handler::isSameAs);
        running.ifPresent(kept -> handler.close());
        return running.map(kept -> new Route(path, entry, kept)).orElse(this);
    }
}
