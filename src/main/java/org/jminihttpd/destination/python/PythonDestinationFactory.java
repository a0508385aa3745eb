package org.jminihttpd.destination.python;

import io.netty.channel.EventLoopGroup;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.route.DestinationFactory;
import org.jminihttpd.route.RouteHandler;
import org.jminihttpd.route.RouteRefusals;
import org.jminihttpd.route.TableContext;

/** Makes the routes of one of the two destinations that run Python scripts: {@code wsgi:} and {@code python:}. */
public final class PythonDestinationFactory implements DestinationFactory {

    private final ScriptType type;
    private final int maxThreads;
    private final Map<String, String> environment;
    private final Supplier<EventLoopGroup> loops;
    private final ScheduledExecutorService thread;
    private final RouteRefusals refusals;

    private PythonDestinationFactory(
            ScriptType type,
            HttpdProperties properties,
            Supplier<EventLoopGroup> loops,
            ScheduledExecutorService thread,
            RouteRefusals refusals) {
        this.type = type;
        this.maxThreads = properties.maxThreads();
        this.environment = WorkerEnvironment.of(System.getenv(), properties.environ());
        this.loops = loops;
        this.thread = thread;
        this.refusals = refusals;
    }

    private static ScheduledExecutorService thread(ScriptType type) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread starter = new Thread(task, type.destination() + "-workers");
            starter.setDaemon(true);
            return starter;
        });
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /**
     * The {@code wsgi:} destination.
     *
     * @param properties how many threads a worker has unless its route says otherwise, and what is added to the environment
     *     of this process for the workers
     * @param loops the event loops that requests come from, asked for when a route opens
     */
    public static PythonDestinationFactory wsgi(HttpdProperties properties, Supplier<EventLoopGroup> loops) {
        return new PythonDestinationFactory(
                ScriptType.WSGI, properties, loops, thread(ScriptType.WSGI), new RouteRefusals());
    }

    /** The {@code python:} destination; parameters as for {@link #wsgi}. */
    public static PythonDestinationFactory pages(HttpdProperties properties, Supplier<EventLoopGroup> loops) {
        return new PythonDestinationFactory(
                ScriptType.PAGES, properties, loops, thread(ScriptType.PAGES), new RouteRefusals());
    }

    @Override
    public DestinationFactory forTable(TableContext context) {
        return new PythonDestinationFactory(type, context.properties(), loops, thread, context.refusals());
    }

    @Override
    public String type() {
        return type.destination();
    }

    @Override
    public Set<String> options() {
        return PythonOptions.keys(type);
    }

    @Override
    public RouteHandler create(RouteEntry entry) {
        Script script = Script.of(type, entry);
        PythonOptions options = PythonOptions.of(
                entry.options(), entry.setting(), environment.getOrDefault("PATH", "/usr/bin:/bin"), maxThreads);
        return new PythonHandler(entry.url(), script, options, environment, loops, thread, refusals);
    }
}
