package org.jminihttpd.listen;

import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.config.ListenerProperties.Purpose;
import org.jminihttpd.tls.Certificates;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.DisposableServer;

/** Starts a server on every listener but Boot's own, changes them, and ends all of them gracefully, Boot's included. */
public final class ListenerGroup implements SmartLifecycle {

    private static final Log log = LogFactory.getLog(ListenerGroup.class);

    /**
     * How long a connection that was accepted just before the end has to bring its request. Without it a restart behind
     * inherited sockets, or a reload that leaves one out, would close connections whose request is still on the wire.
     */
    private static final Duration LAST_ARRIVALS = Duration.ofMillis(100);

    /** How long requests may run on a listener that was removed. */
    private static final Duration LONG_PATIENCE = Duration.ofHours(1);

    private final Listeners listeners;
    private final ListenersCustomizer servers;
    private final Supplier<HttpHandler> site;
    private final Supplier<HttpHandler> management;
    private final Duration patience;
    private final List<Listener> replaced = new CopyOnWriteArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean running;

    /**
     * @param site what Boot's own server serves too
     * @param management what the listeners of {@code [management]} serve; asked only if there is one
     * @param patience how long running requests may take to finish at the end:
     *     {@code spring.lifecycle.timeout-per-shutdown-phase}
     */
    public ListenerGroup(
            Listeners listeners,
            ListenersCustomizer servers,
            Supplier<HttpHandler> site,
            Supplier<HttpHandler> management,
            Duration patience) {
        this.listeners = listeners;
        this.servers = servers;
        this.site = site;
        this.management = management;
        this.patience = patience.minus(LAST_ARRIVALS.multipliedBy(2)); // done before Spring's own clock runs out
    }

    @Override
    public void start() {
        running = true;
        for (Listener listener : listeners.all()) {
            if (listener != listeners.first()) {
                bind(listener, servers.settings());
            }
            listener.awaitServer();
            accept(listener);
            log.info("Listening on " + listener);
        }
        new Thread(this::awaitStop, "listeners").start(); // keeps the process alive, when Boot's server is replaced too
    }

    private void awaitStop() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void bind(Listener listener, ListenersCustomizer.Settings settings) {
        HttpHandler handler = (listener.properties().purpose() == Purpose.SITE ? site : management).get();
        servers.serverFor(listener, settings)
                .handle(new ReactorHttpHandlerAdapter(handler))
                .channelGroup(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE)) // those to wait for
                .bindNow();
        listener.awaitServer();
    }

    private void accept(Listener listener) {
        listener.acceptor().acceptFor(listener.relay(), servers.eventLoops());
    }

    /** Another set of listeners, ready to take over from those there are: {@link #commit} cannot fail. */
    public final class Change {

        private final ListenerPlan plan;
        private final ListenersCustomizer.Settings settings;

        private Change(ListenerPlan plan, ListenersCustomizer.Settings settings) {
            this.plan = plan;
            this.settings = settings;
        }

        /** Has new connections go to the new servers; those there are stay where they are, to their end. */
        public void commit() {
            endIdle(); // those of this change may have connections that nobody has counted yet
            List<Listener> removed = plan.removed();
            List<Listener> added = plan.added();
            servers.use(settings);
            listeners.use(plan);
            added.forEach(ListenerGroup.this::accept);
            added.stream()
                    .filter(listener -> removed.stream().noneMatch(old -> old.acceptor() == listener.acceptor()))
                    .forEach(listener -> log.info("Listening on " + listener));
            for (Listener listener : removed) {
                replaced.add(listener);
                if (!plan.uses(listener.acceptor())) {
                    remove(listener);
                }
            }
        }

        /** Leaves everything as it was. */
        public void discard() {
            plan.discard();
            plan.added().stream().map(Listener::server).filter(Objects::nonNull).forEach(DisposableServer::dispose);
        }
    }

    /**
     * Opens the sockets and makes the servers that another configuration needs.
     *
     * @param certificates null exactly if no listener is TLS
     * @throws ListenException if a socket cannot be had; then nothing has changed
     */
    public Change prepare(HttpdProperties properties, @Nullable Certificates certificates) {
        ListenersCustomizer.Settings settings = servers.settings(properties, certificates);
        boolean anew = !settings.makeTheSameAs(servers.settings());
        Change change = new Change(listeners.plan(properties.listeners(), anew), settings);
        try {
            change.plan.added().forEach(listener -> bind(listener, settings));
            return change;
        } catch (RuntimeException failure) {
            change.discard();
            throw failure;
        }
    }

    /** Open connections by the address that the configuration has; those of a listener that was replaced count as well. */
    public Map<String, Integer> connections() {
        Map<String, Integer> open = new LinkedHashMap<>();
        Stream.concat(listeners.all().stream(), replaced.stream())
                .forEach(listener ->
                        open.merge(listener.properties().address().toString(), listener.connections(), Integer::sum));
        return open;
    }

    /** Ends a listener that has no place in the configuration any more, when its requests have. */
    private void remove(Listener listener) {
        log.info("No longer listening on " + listener);
        if (listener.acceptor().socket().isInherited()) {
            listener.acceptor().pause(); // it may be wanted again, and could not be opened again
        } else {
            listener.acceptor().close();
        }
        Thread thread = new Thread(
                () -> {
                    pause();
                    listener.guards().drain();
                    end(listener, LONG_PATIENCE);
                    replaced.remove(listener);
                },
                "listener-stop");
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets go of replaced servers whose last connection has closed. */
    private void endIdle() {
        List<Listener> idle = replaced.stream()
                .filter(listener -> listener.guards().areIdle())
                .toList();
        idle.forEach(listener -> server(listener).dispose());
        replaced.removeAll(idle);
    }

    @Override
    public void stop() {
        running = false;
        stopped.countDown();
        List<Listener> started = new ArrayList<>(replaced);
        listeners.all().stream().filter(listener -> listener.server() != null).forEach(started::add);
        started.forEach(listener -> listener.acceptor().pause()); // clients wait in the kernel
        pause();
        Instant begin = Instant.now();
        started.forEach(listener -> listener.guards().drain());
        listeners.close();
        List<Thread> stopping = started.stream().map(this::stopping).toList();
        stopping.forEach(ListenerGroup::join);
        // reactor-netty does not wait for bytes that a client has not taken yet
        for (Listener listener : started) {
            listener.guards().awaitClosed(patience.minus(Duration.between(begin, Instant.now())));
        }
    }

    @Override
    public void stop(Runnable callback) {
        new Thread(
                        () -> {
                            stop();
                            callback.run();
                        },
                        "listeners-stop")
                .start();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Started after Boot's server and stopped before it, so that one bound holds for all. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
    }

    private Thread stopping(Listener listener) {
        Thread thread = new Thread(() -> end(listener, patience), "listener-stop");
        thread.start();
        return thread;
    }

    /** Closes the idle connections at once and each other one after its answer. */
    private static void end(Listener listener, Duration patience) {
        try {
            server(listener).disposeNow(patience);
        } catch (IllegalStateException e) {
            log.warn("Requests on " + listener + " did not finish in time and are cut");
        }
    }

    private static DisposableServer server(Listener listener) {
        return Objects.requireNonNull(listener.server());
    }

    private static void pause() {
        try {
            Thread.sleep(LAST_ARRIVALS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
