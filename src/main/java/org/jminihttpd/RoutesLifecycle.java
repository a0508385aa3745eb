package org.jminihttpd;

import org.jminihttpd.route.CurrentRouteTable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/** Opens the routes before a listener takes its first connection, and closes them when all listeners are stopped. */
final class RoutesLifecycle implements SmartLifecycle {

    private final CurrentRouteTable tables;
    private volatile boolean running;

    RoutesLifecycle(CurrentRouteTable tables) {
        this.tables = tables;
    }

    @Override
    public void start() {
        running = true;
        tables.open();
    }

    @Override
    public void stop() {
        running = false;
        tables.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before Boot's server is started and after it is stopped. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;
    }
}
