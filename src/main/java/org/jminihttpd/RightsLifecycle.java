package org.jminihttpd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.config.AccountProperties;
import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.listen.Listeners;
import org.jminihttpd.process.Privileges;
import org.jminihttpd.route.CurrentRouteTable;
import org.jminihttpd.route.RouteTableFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/** Gives up root's rights when sockets, certificates and logs are open, and before the first application starts. */
final class RightsLifecycle implements SmartLifecycle {

    private static final Log log = LogFactory.getLog(RightsLifecycle.class);

    private final HttpdProperties properties;
    private final RouteTableFactory routes;
    private final CurrentRouteTable tables;
    private final Listeners listeners;
    private final Path configuration;
    private final List<Path> written;
    private boolean running;

    /**
     * @param configuration the file it was read from
     * @param written files that are open and must be opened again later
     */
    RightsLifecycle(
            HttpdProperties properties,
            RouteTableFactory routes,
            CurrentRouteTable tables,
            Listeners listeners,
            Path configuration,
            List<Path> written) {
        this.properties = properties;
        this.routes = routes;
        this.tables = tables;
        this.listeners = listeners;
        this.configuration = configuration;
        this.written = written;
    }

    @Override
    public void start() {
        running = true;
        AccountProperties account = properties.account();
        Privileges.warnIfKept(account);
        if (Privileges.giveUp(account, written)) {
            log.info("Running as user " + user(account));
            listeners.ownerBecame(user(account));
            if (!Files.isReadable(configuration)) {
                log.warn("User %s may not read %s, so it can be read again only by a restart"
                        .formatted(user(account), configuration));
            }
            ConfigProblems problems = new ConfigProblems(); // root could read everything, and run root's programs
            tables.replace(routes.create(properties, problems));
            problems.throwIfAny();
        }
    }

    private static String user(@Nullable AccountProperties account) {
        return account == null ? "" : account.user();
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the routes are opened. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 2;
    }
}
