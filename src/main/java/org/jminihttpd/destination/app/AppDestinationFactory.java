package org.jminihttpd.destination.app;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.config.Setting;
import org.jminihttpd.route.DestinationFactory;
import org.jminihttpd.route.InvalidRouteException;
import org.jminihttpd.route.RouteHandler;
import org.jminihttpd.route.RouteOption;
import org.jminihttpd.route.RouteRefusals;
import org.jminihttpd.route.TableContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@code app:JAR} routes: a Spring application from a jar, in its own class loader and context. What is wrong with
 * the jar is a problem of its route, not of the configuration, so that the other routes serve.
 */
public final class AppDestinationFactory implements DestinationFactory {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Map<String, String> environment;
    private final int threads;
    private final ScheduledThreadPoolExecutor clock;
    private final RouteRefusals refusals;

    public AppDestinationFactory(HttpdProperties properties) {
        this(properties, clock(), new RouteRefusals());
    }

    private AppDestinationFactory(
            HttpdProperties properties, ScheduledThreadPoolExecutor clock, RouteRefusals refusals) {
        environment = properties.environ();
        threads = properties.maxThreads();
        this.clock = clock;
        this.refusals = refusals;
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "app clock");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true); // else a closed application stays in its queue for a while
        return clock;
    }

    @Override
    public DestinationFactory forTable(TableContext context) {
        return new AppDestinationFactory(context.properties(), clock, context.refusals());
    }

    @Override
    public String type() {
        return "app";
    }

    /** {@code timeout}: seconds until an answer must begin; {@code blocking}: no if its handlers never block. */
    @Override
    public Set<String> options() {
        return Set.of("timeout", "blocking");
    }

    @Override
    public boolean takesProperties() {
        return true;
    }

    @Override
    public RouteHandler create(RouteEntry entry) {
        Map<String, String> properties = new HashMap<>();
        entry.properties().forEach((name, setting) -> properties.put(name, setting.value()));
        AppRoute route = new AppRoute(
                entry.url(),
                jar(entry),
                properties,
                environment,
                RouteOption.isYes(entry.options().get("blocking"), true),
                threads,
                timeout(entry.options().get("timeout")));
        return new AppHandler(route, clock, refusals);
    }

    private static Path jar(RouteEntry entry) {
        try {
            return Path.of(entry.destination().argument()).toAbsolutePath().normalize();
        } catch (InvalidPathException wrong) {
            throw new InvalidRouteException(entry.setting(), "the argument cannot be the path of a jar");
        }
    }

    private static Duration timeout(@Nullable Setting setting) {
        if (setting == null) {
            return TIMEOUT;
        }
        if (!setting.value().matches("[1-9][0-9]{0,4}")) {
            throw new InvalidRouteException(setting, "must be a number of seconds from 1 to 99999");
        }
        return Duration.ofSeconds(Long.parseLong(setting.value()));
    }
}
