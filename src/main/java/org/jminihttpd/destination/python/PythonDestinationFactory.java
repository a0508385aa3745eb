package org.jminihttpd.destination.python;

import io.netty.channel.EventLoopGroup;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.route.DestinationFactory;
import org.jminihttpd.route.RouteHandler;

/** Makes the routes of one of the two destinations that run Python scripts: {@code wsgi:} and {@code python:}. */
public final class PythonDestinationFactory implements DestinationFactory {

    private final ScriptType type;
    private final int maxThreads;
    private final Map<String, String> environment;
    private final Supplier<EventLoopGroup> loops;
    private final ScheduledExecutorService thread;

    private PythonDestinationFactory(
            ScriptType type, int maxThreads, Map<String, String> environ, Supplier<EventLoopGroup> loops) {
        this.type = type;
        this.maxThreads = maxThreads;
        this.environment = WorkerEnvironment.of(System.getenv(), environ);
        this.loops = loops;
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread starter = new Thread(task, type.destination() + "-workers");
            starter.setDaemon(true);
            return starter;
        });
        executor.setRemoveOnCancelPolicy(true);
        this.thread = executor;
    }

    /**
     * The {@code wsgi:} destination.
     *
     * @param maxThreads threads of a worker, unless a route says otherwise
     * @param environ added to the environment of this process for the workers
     * @param loops the event loops that requests come from, asked for when a route opens
     */
    public static PythonDestinationFactory wsgi(
            int maxThreads, Map<String, String> environ, Supplier<EventLoopGroup> loops) {
        return new PythonDestinationFactory(ScriptType.WSGI, maxThreads, environ, loops);
    }

    /** The {@code python:} destination; parameters as for {@link #wsgi}. */
    public static PythonDestinationFactory pages(
            int maxThreads, Map<String, String> environ, Supplier<EventLoopGroup> loops) {
        return new PythonDestinationFactory(ScriptType.PAGES, maxThreads, environ, loops);
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
        return new PythonHandler(entry.url(), script, options, environment, loops, thread);
    }
}
