package org.jminihttpd.actuate;

import org.jminihttpd.reload.ReloadReport;
import org.jminihttpd.reload.Reloader;
import org.jminihttpd.route.CurrentRouteTable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** How the last reload went. Always up: what a reload refuses changes nothing, and the configuration before serves. */
public final class ReloadHealthIndicator extends AbstractHealthIndicator {

    private final Reloader reloader;
    private final CurrentRouteTable tables;

    public ReloadHealthIndicator(Reloader reloader, CurrentRouteTable tables) {
        super("The last reload could not be looked at");
        this.reloader = reloader;
        this.tables = tables;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.up();
        ReloadReport last = reloader.last();
        if (last == null) {
            return;
        }
        health.withDetail("last", last.time().toString())
                .withDetail("outcome", last.applied() ? "in effect" : "refused; the configuration before is in effect");
        if (!last.problems().isEmpty()) {
            health.withDetail("problems", last.problems());
        }
        if (!last.warnings().isEmpty()) {
            health.withDetail("warnings", last.warnings());
        }
        if (!last.afterRestart().isEmpty()) {
            health.withDetail("afterRestart", last.afterRestart());
        }
        if (tables.finishing() > 0) {
            health.withDetail("finishing", tables.finishing());
        }
    }
}
