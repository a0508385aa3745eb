package org.jminihttpd.route;

import java.util.Optional;
import java.util.function.Predicate;
import org.jminihttpd.http.RequestPath;
import org.jminihttpd.lane.DirectExchange;
import org.jminihttpd.lane.Shortcut;

/** The short way to the handlers that have one, for paths about which there is nothing else to decide. */
public final class DirectRoutes implements Shortcut {

    private final CurrentRouteTable tables;
    private final Predicate<String> others;

    /** @param others which paths, as sent, are not for the routes */
    public DirectRoutes(CurrentRouteTable tables, Predicate<String> others) {
        this.tables = tables;
        this.others = others;
    }

    @Override
    public boolean take(DirectExchange exchange) {
        if (!tables.table().hasDirectHandlers()) {
            return false;
        }
        String target = exchange.target();
        int query = target.indexOf('?');
        String raw = query < 0 ? target : target.substring(0, query);
        Optional<RequestPath> path =
                RequestPath.of(raw).filter(normal -> normal.toString().equals(raw));
        if (path.isEmpty() || others.test(raw)) {
            return false;
        }
        CurrentRouteTable.Visit visit = tables.begin();
        exchange.onEnd(visit::end);
        boolean taken = visit.table().find(path.get()) instanceof RouteTable.Match.Found found
                && found.route().handler() instanceof DirectHandler handler
                && handler.take(
                        exchange, new RoutedPath(path.get(), found.route().path()));
        if (!taken) {
            visit.end();
        }
        return taken;
    }
}
