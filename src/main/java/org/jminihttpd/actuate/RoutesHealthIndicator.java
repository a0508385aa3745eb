package org.jminihttpd.actuate;

import java.util.Optional;
import java.util.function.Supplier;
import org.jminihttpd.route.Route;
import org.jminihttpd.route.RouteTable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Health of the routes: down when one cannot answer, although the others do; the details say which and why. */
public final class RoutesHealthIndicator extends AbstractHealthIndicator {

    private final Supplier<RouteTable> table;

    /** @param table the one that answers at the moment */
    public RoutesHealthIndicator(Supplier<RouteTable> table) {
        super("The routes could not be looked at");
        this.table = table;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.up();
        for (Route route : table.get().routes()) {
            Optional<String> problem = route.handler().problem();
            if (problem.isPresent()) {
                health.down().withDetail(route.path(), problem.get());
            }
        }
    }
}
