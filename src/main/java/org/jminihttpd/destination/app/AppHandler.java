package org.jminihttpd.destination.app;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jminihttpd.config.FileStamp;
import org.jminihttpd.destination.app.bridge.ExitException;
import org.jminihttpd.destination.app.bridge.StartException;
import org.jminihttpd.http.ErrorAnswer;
import org.jminihttpd.lane.DirectExchange;
import org.jminihttpd.route.DirectHandler;
import org.jminihttpd.route.RouteEnd;
import org.jminihttpd.route.RouteHandler;
import org.jminihttpd.route.RouteRefusals;
import org.jminihttpd.route.RouteRefusals.Reason;
import org.jminihttpd.route.RoutedPath;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * One {@code app:} route, from the jar to the end of its application. It starts in the background; requests that come
 * meanwhile wait for it.
 */
final class AppHandler implements DirectHandler {

    /** How long a request waits for a start, and the server for an end. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How long a reload waits for a start: nobody else does, since the application before still serves. */
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(5);

    private sealed interface State {

        record New() implements State {}

        record Starting(Thread thread, CompletableFuture<Optional<RunningApp>> started, long since) implements State {

            Duration left() {
                return PATIENCE.minusNanos(System.nanoTime() - since);
            }
        }

        record Serving(RunningApp app, Future<?> watch) implements State {}

        record Failed(String problem) implements State {}

        record Closed() implements State {}
    }

    private final AppRoute route;
    private final Map<Path, FileStamp> files;
    private final ScheduledExecutorService clock;
    private final RouteRefusals refusals;
    private final AppLog log;
    private final AtomicReference<State> state = new AtomicReference<>(new State.New());

    AppHandler(AppRoute route, ScheduledExecutorService clock, RouteRefusals refusals) {
        this.route = route;
        this.files = LibraryPath.stamps(route.jar());
        this.clock = clock;
        this.refusals = refusals;
        log = new AppLog(route.url());
    }

    @Override
    public Mono<ServerResponse> handle(ServerRequest request, RoutedPath path) {
        State now = state.get();
        if (now instanceof State.Serving serving) {
            return Mono.just(new AppAnswer(serving.app(), log, path));
        }
        if (now instanceof State.Starting starting && !starting.left().isNegative()) {
            return Mono.fromFuture(starting.started(), true)
                    .map(started -> started.<ServerResponse>map(app -> new AppAnswer(app, log, path))
                            .orElseGet(() -> refuse(ErrorPages.notServing())))
                    .timeout(starting.left(), Mono.fromSupplier(() -> refuse(ErrorPages.starting())));
        }
        return Mono.just(refuse(now instanceof State.Starting ? ErrorPages.starting() : ErrorPages.notServing()));
    }

    private ServerResponse refuse(ErrorAnswer answer) {
        refusals.count(Reason.APPLICATION_DOWN);
        return answer;
    }

    @Override
    public boolean take(DirectExchange exchange, RoutedPath path) {
        if (!(state.get() instanceof State.Serving serving)) {
            return false;
        }
        DirectRequest request;
        try {
            request = new DirectRequest(exchange, path);
        } catch (URISyntaxException refused) {
            return false; // the other way answers it as it does everywhere
        }
        serving.app().serve(request, new DirectOutlet(exchange), log);
        return true;
    }

    @Override
    public void open() {
        CompletableFuture<Optional<RunningApp>> started = new CompletableFuture<>();
        Thread thread = new Thread(() -> start(started), "start of " + route.url());
        thread.setDaemon(true);
        state.set(new State.Starting(thread, started, System.nanoTime()));
        thread.start();
    }

    private void start(CompletableFuture<Optional<RunningApp>> started) {
        try {
            serve(RunningApp.start(route, refusals, this::exited), started);
        } catch (AppJarException | StartException refused) {
            fail("The application cannot run: " + refused.getMessage(), null);
        } catch (InterruptedException closed) {
            fail("The application was closed while it started", null);
        } catch (Throwable failure) { // also errors: they end one route only
            if (!AppLog.isExit(failure)) {
                fail("The application failed to start: " + AppLog.inOneLine(failure), failure);
            }
        } finally {
            started.complete(Optional.empty()); // if it is not already
        }
    }

    private void serve(RunningApp app, CompletableFuture<Optional<RunningApp>> started) {
        Future<?> watch =
                clock.scheduleWithFixedDelay(() -> app.failLate(route.timeout().toNanos()), 1, 1, TimeUnit.SECONDS);
        State before = state.get();
        if (before instanceof State.Starting && state.compareAndSet(before, new State.Serving(app, watch))) {
            started.complete(Optional.of(app));
        } else { // closed, or it has called System.exit
            watch.cancel(false);
            app.close();
        }
    }

    @Override
    public void awaitStart() {
        if (state.get() instanceof State.Starting starting) {
            try {
                starting.started().get(LONG_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException late) {
                // a problem says so
            } catch (InterruptedException stopWaiting) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One that has failed is given another chance, even if nothing is new. */
    @Override
    public boolean isSameAs(RouteHandler open) {
        return open instanceof AppHandler other
                && other.route.equals(route)
                && other.files.equals(files)
                && (other.state.get() instanceof State.Serving || other.state.get() instanceof State.Starting);
    }

    /** The first reason stays. */
    private void fail(String problem, @Nullable Throwable cause) {
        State before = state.get();
        if (before instanceof State.Starting && state.compareAndSet(before, new State.Failed(problem))) {
            log.down(problem, cause);
        }
    }

    /** It called System.exit, which ends itself and nobody else. Any thread of it. */
    private void exited(int status) {
        String problem = "The application called System.exit(" + status + ")";
        State before = state.getAndUpdate(now -> now instanceof State.Closed ? now : new State.Failed(problem));
        if (before instanceof State.Starting starting) {
            log.down(problem, null);
            starting.thread().interrupt();
        } else if (before instanceof State.Serving serving) {
            log.down(problem, null);
            // Not on this thread, which is the application's own
            new Thread(() -> end(serving), "end of " + route.url()).start();
        }
    }

    @Override
    public Optional<String> problem() {
        State now = state.get();
        if (now instanceof State.New) {
            return check();
        }
        if (now instanceof State.Failed failed) {
            return Optional.of(failed.problem());
        }
        return now instanceof State.Starting starting && starting.left().isNegative()
                ? Optional.of("The application does not come to the end of its start")
                : Optional.empty();
    }

    @Override
    public Path place() {
        return route.jar();
    }

    @Override
    public RouteEnd end(RoutedPath path) {
        return RouteEnd.program("the application of " + route.jar());
    }

    /** What can be said of the jar without running it. */
    private Optional<String> check() {
        try (PrivateCopy copy = PrivateCopy.create()) {
            AppJar.open(route.jar(), copy).close();
            return Optional.empty();
        } catch (AppJarException refused) {
            return Optional.of("The application cannot run: " + refused.getMessage());
        } catch (IOException failed) {
            return Optional.of("The jar cannot be copied to the directory for temporary files: " + failed.getMessage());
        }
    }

    @Override
    public void close() {
        State before = state.getAndSet(new State.Closed());
        if (before instanceof State.Starting starting) {
            starting.thread().interrupt();
            await(starting.thread());
        } else if (before instanceof State.Serving serving) {
            Thread thread = new Thread(() -> end(serving), "end of " + route.url());
            thread.setDaemon(true);
            thread.start();
            await(thread);
        }
    }

    private void end(State.Serving serving) {
        serving.watch().cancel(false);
        try {
            serving.app().close();
        } catch (RuntimeException | ExitException failure) {
            log.warn("The application failed while it ended: " + AppLog.inOneLine(failure));
        }
    }

    private void await(Thread thread) {
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException stopWaiting) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.warn("The application does not end; it is left to itself");
        }
    }
}
