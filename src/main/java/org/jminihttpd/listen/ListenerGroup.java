package org.jminihttpd.listen;

import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.config.ListenerProperties.Purpose;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.DisposableServer;

/** Starts a server on every listener but Boot's own, and ends all of them gracefully, Boot's included. */
public final class ListenerGroup implements SmartLifecycle {

    private static final Log log = LogFactory.getLog(ListenerGroup.class);

    /**
     * How long a connection that was accepted just before the end has to bring its request. Without it a restart behind
     * inherited sockets would close connections whose request is still on the wire.
     */
    private static final Duration LAST_ARRIVALS = Duration.ofMillis(100);

    private final Listeners listeners;
    private final ListenersCustomizer servers;
    private final Supplier<HttpHandler> site;
    private final Supplier<HttpHandler> management;
    private final Duration patience;
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
                HttpHandler handler = (listener.properties().purpose() == Purpose.SITE ? site : management).get();
                servers.serverFor(listener)
                        .handle(new ReactorHttpHandlerAdapter(handler))
                        .channelGroup(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE)) // those to wait for
                        .bindNow();
            }
            listener.awaitServer();
            log.info("Listening on " + listener);
        }
    }

    @Override
    public void stop() {
        running = false;
        List<Listener> started =
                listeners.all().stream().filter(Listener::isServing).toList();
        started.forEach(
                listener -> server(listener).channel().config().setAutoRead(false)); // clients wait in the kernel
        pause();
        Instant begin = Instant.now();
        servers.guards().drain();
        List<Thread> stopping = started.stream().map(this::stopping).toList();
        stopping.forEach(ListenerGroup::join);
        // reactor-netty does not wait for bytes that a client has not taken yet
        servers.guards().awaitClosed(patience.minus(Duration.between(begin, Instant.now())));
        listeners.close();
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

    /** Closes the idle connections at once and each other one after its answer. */
    private Thread stopping(Listener listener) {
        Thread thread = new Thread(
                () -> {
                    try {
                        server(listener).disposeNow(patience);
                    } catch (IllegalStateException e) {
                        log.warn("Requests on " + listener + " did not finish in time and are cut");
                    }
                },
                "listener-stop");
        thread.start();
        return thread;
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
