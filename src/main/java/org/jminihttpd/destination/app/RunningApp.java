package org.jminihttpd.destination.app;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import org.jminihttpd.destination.app.bridge.Application;
import org.jminihttpd.destination.app.bridge.ApplicationStarter;
import org.jminihttpd.destination.app.bridge.Blueprint;
import org.jminihttpd.route.RouteRefusals;
import org.jspecify.annotations.Nullable;

/** An application that was started, with all that has to be let go of at its end: copies, class loader, threads. */
final class RunningApp implements AutoCloseable {

    private static final String STARTER = ServerClasses.INSIDE + "SpringStarter";

    /** What a handler that does not block may take, and what is worth a warning. */
    private static final long LONG_NANOS = 200_000_000;

    private final PrivateCopy copy;
    private final AppClassLoader loader;
    private final Workers workers;
    private final boolean blocking;
    private final RouteRefusals refusals;
    private final Application application;
    private final Set<ServedExchange> exchanges = ConcurrentHashMap.newKeySet();

    private RunningApp(
            AppRoute route, PrivateCopy copy, AppClassLoader loader, Application application, RouteRefusals refusals) {
        this.copy = copy;
        this.loader = loader;
        this.workers = new Workers("app " + route.url(), route.threads(), loader);
        this.blocking = route.blocking();
        this.application = application;
        this.refusals = refusals;
    }

    /**
     * Starts it on the calling thread.
     *
     * @param refusals where it is counted that it has too much to do
     * @param onExit told when it calls System.exit
     * @throws Exception what keeps it from running
     */
    static RunningApp start(AppRoute route, RouteRefusals refusals, IntConsumer onExit) throws Exception {
        PrivateCopy copy = PrivateCopy.create();
        AppClassLoader loader = null;
        try {
            AppJar jar = AppJar.open(route.jar(), copy);
            loader = new AppClassLoader("app " + route.url(), jar.archives(), jar.sharesSpring());
            Thread.currentThread().setContextClassLoader(loader);
            Blueprint blueprint = new Blueprint(
                    route.url(),
                    jar.mainClass(),
                    jar.configurations(),
                    route.properties(),
                    route.environment(),
                    jar.sharesSpring(),
                    onExit);
            ApplicationStarter starter = (ApplicationStarter)
                    loader.loadClass(STARTER).getConstructor().newInstance();
            Application application = starter.start(blueprint);
            return new RunningApp(route, copy, loader, application, refusals);
        } catch (Throwable failure) {
            letGo(loader, copy);
            throw failure;
        } finally {
            Thread.currentThread().setContextClassLoader(RunningApp.class.getClassLoader());
        }
    }

    /** Has a request answered by the application: on a thread of its own, or on this one, if it never blocks. */
    void serve(ServedRequest request, Outlet outlet, AppLog log) {
        ServedExchange exchange = new ServedExchange(request, outlet, workers, log, exchanges::remove);
        exchanges.add(exchange);
        if (!blocking) {
            serveHere(exchange, request, log);
            return;
        }
        try {
            workers.handle(() -> exchange.serve(application));
        } catch (RejectedExecutionException tooMany) {
            refusals.count(RouteRefusals.Reason.APPLICATION_BUSY);
            exchange.refuse(ErrorPages.busy());
        }
    }

    private void serveHere(ServedExchange exchange, ServedRequest request, AppLog log) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        long begin = System.nanoTime();
        try {
            thread.setContextClassLoader(loader);
            exchange.serve(application);
        } finally {
            thread.setContextClassLoader(before);
        }
        long nanos = System.nanoTime() - begin;
        if (nanos > LONG_NANOS) {
            log.blocks(request, nanos);
        }
    }

    /** Gives up on what is not answered in time. */
    void failLate(long nanos) {
        long now = System.nanoTime();
        exchanges.forEach(exchange -> exchange.failIfLate(now, nanos));
    }

    /** Ends it, with the requests that still run. May block for as long as the application's own code does. */
    @Override
    public void close() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        exchanges.forEach(ServedExchange::abandon);
        try {
            thread.setContextClassLoader(loader);
            application.close();
        } finally {
            thread.setContextClassLoader(before);
            workers.close();
            letGo(loader, copy);
        }
    }

    private static void letGo(@Nullable AppClassLoader loader, PrivateCopy copy) {
        try (copy) {
            if (loader != null) {
                loader.close();
                releaseThreads(loader);
            }
        } catch (IOException nothingLost) {
            // they were only read
        }
    }

    /**
     * Threads of the JDK and of the server's Reactor that were made when the application asked for the first of them keep
     * its class loader as their context's.
     */
    private static void releaseThreads(ClassLoader loader) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getContextClassLoader() == loader) {
                thread.setContextClassLoader(RunningApp.class.getClassLoader());
            }
        }
    }
}
