package org.jminihttpd.destination.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the worker processes of a route running: starts them, replaces those that end, and waits longer and longer where
 * that does not help.
 *
 * <p>Everything is decided on one thread, which all routes share; the volatile fields are for others to look at.
 */
@SuppressWarnings("FutureReturnValueIgnored") // tasks that report their own failures
final class Workers {

    private static final Log log = LogFactory.getLog(Workers.class);

    private static final Duration MAX_DELAY = Duration.ofSeconds(60);

    /** After a start that failed: the cause is most often a mistake that a person has to mend. */
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

    /** After the second death in a row between which nothing was answered. */
    private static final Duration SHORT_DELAY = Duration.ofMillis(250);

    /** How long workers may take to end with the server. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** What happens to workers, as the route sees it. */
    interface Listener {

        /** The worker is no more: nothing that it was asked will be answered. */
        void ended(PythonWorker worker);

        /** There is no worker, and none will be for so many seconds. */
        void failing(int seconds);
    }

    private final String route;
    private final Script script;
    private final PythonOptions options;
    private final Map<String, String> environment;
    private final WorkerSocket socket;
    private final ScheduledExecutorService thread;
    private final Listener listener;
    private final Map<Integer, PythonWorker> byNumber = new ConcurrentHashMap<>();
    private int lastNumber;
    private int lastCounted;
    private boolean closed;
    private @Nullable Future<?> restart;
    private final CountDownLatch decided = new CountDownLatch(1); // whether the first one works
    private final AtomicInteger failures = new AtomicInteger(); // in a row
    private volatile @Nullable String problem;
    private volatile long retryAt;
    private volatile @Nullable FileTime failedVersion;

    Workers(
            String route,
            Script script,
            PythonOptions options,
            Map<String, String> environment,
            WorkerSocket socket,
            ScheduledExecutorService thread,
            Listener listener) {
        this.route = route;
        this.script = script;
        this.options = options;
        this.environment = environment;
        this.socket = socket;
        this.thread = thread;
        this.listener = listener;
    }

    void open() {
        thread.execute(this::startMissing);
    }

    /** Waits until the first worker is ready or has a {@link #problem}. Blocks. */
    void awaitStart(Duration patience) {
        try {
            if (!decided.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                log.warn(route + ": " + script.file() + " has taken longer than its timeout to start");
            }
        } catch (InterruptedException stopWaiting) {
            Thread.currentThread().interrupt();
        }
    }

    /** The worker of a hello; null if it shall not work any more. */
    @Nullable
    PythonWorker greet(int number) {
        PythonWorker worker = byNumber.get(number);
        if (worker == null || worker.isRetired()) {
            return null;
        }
        if (!worker.isReady()) {
            worker.setReady();
            problem = null;
            decided.countDown();
            thread.execute(this::startMissing); // the others, now that it works
        }
        return worker;
    }

    /** Told of every answer: what kills a worker now is not what killed the ones before. */
    void answered() {
        if (failures.get() != 0) {
            failures.set(0);
        }
    }

    /** Why there is no worker. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Seconds until a worker may be there; 0 if there is one, or one is on its way. */
    int secondsToWait() {
        if (problem == null) {
            return 0;
        }
        long nanos = retryAt - System.nanoTime();
        return nanos <= 0 || isEdited() ? 0 : (int) (TimeUnit.NANOSECONDS.toSeconds(nanos) + 1);
    }

    /** An edited script is worth a try at once. */
    private boolean isEdited() {
        FileTime failed = failedVersion;
        if (failed == null || failed.equals(version())) {
            return false;
        }
        failedVersion = null;
        thread.execute(() -> {
            failures.set(0);
            startMissing();
        });
        return true;
    }

    private @Nullable FileTime version() {
        try {
            return Files.getLastModifiedTime(script.file());
        } catch (IOException e) {
            return null;
        }
    }

    /** Has a worker finish what it can, and replaces it now. */
    void replace(PythonWorker worker, String why) {
        thread.execute(() -> {
            if (!worker.isRetired()) {
                log.warn("%s: worker %d %s, and is replaced".formatted(route, worker.pid(), why));
                worker.retire();
                thread.schedule(worker::kill, options.timeout().toMillis(), TimeUnit.MILLISECONDS);
                startMissing();
            }
        });
    }

    /** Starts what there is too little of: first one, and the others when that one works. */
    private void startMissing() {
        long current =
                byNumber.values().stream().filter(worker -> !worker.isRetired()).count();
        if (restart != null) {
            restart.cancel(false);
            restart = null;
        }
        for (long wanted = working() > 0 ? options.workers() : 1; current < wanted && !closed; current++) {
            start();
        }
    }

    private void start() {
        FileTime version = version();
        PythonWorker worker;
        try {
            worker = PythonWorker.start(
                    route, ++lastNumber, script, options, environment, socket.program(), socket.path());
        } catch (IOException e) {
            failures.incrementAndGet();
            couldNotStart(version, String.valueOf(e.getMessage()));
            return;
        }
        byNumber.put(worker.number(), worker);
        worker.onExit().thenRunAsync(() -> ended(worker, version), thread);
    }

    private void ended(PythonWorker worker, @Nullable FileTime version) {
        byNumber.remove(worker.number());
        listener.ended(worker);
        if (closed || worker.isRetired()) {
            return;
        }
        if (worker.number() > lastCounted) { // older ones died with the last one that was counted
            lastCounted = lastNumber;
            failures.incrementAndGet();
        }
        int inARow = Math.max(1, failures.get());
        if (worker.isReady() || worker.wasKilled()) {
            log.warn(route + ": worker " + worker.pid() + " " + worker.end());
            retry(inARow < 2 ? Duration.ZERO : delay(SHORT_DELAY, inARow - 2), version, "a worker " + worker.end());
        } else {
            couldNotStart(version, worker.end() + ", last saying " + worker.lastWords());
        }
    }

    private void couldNotStart(@Nullable FileTime version, String why) {
        Duration delay = delay(FIRST_DELAY, Math.max(1, failures.get()) - 1);
        log.error("%s: %s could not be started, next try in %d s: %s"
                .formatted(route, script.file(), delay.toSeconds(), why));
        retry(delay, version, "%s could not be started: %s".formatted(script.file(), why));
    }

    private static Duration delay(Duration first, int doublings) {
        Duration delay = first.multipliedBy(1L << Math.min(doublings, 16));
        return delay.compareTo(MAX_DELAY) < 0 ? delay : MAX_DELAY;
    }

    /** Starts again what is missing; if it takes long and no other worker is there, clients are told. */
    private void retry(Duration delay, @Nullable FileTime version, String why) {
        if (delay.isZero()) {
            startMissing();
            return;
        }
        if (delay.compareTo(FIRST_DELAY) >= 0 && working() == 0) {
            retryAt = System.nanoTime() + delay.toNanos();
            failedVersion = version;
            problem = why;
            decided.countDown();
            listener.failing((int) delay.toSeconds());
        }
        if (restart == null || restart.isDone()) {
            restart = thread.schedule(this::startMissing, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Those that can answer. */
    int working() {
        return (int) byNumber.values().stream()
                .filter(worker -> worker.isReady() && !worker.isRetired())
                .count();
    }

    /** Lets all workers finish and ends those that do not, within seconds. Blocks. */
    void close() {
        CompletableFuture.runAsync(
                        () -> {
                            closed = true;
                            byNumber.values().forEach(PythonWorker::retire);
                        },
                        thread)
                .join();
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (PythonWorker worker : byNumber.values()) {
            if (!worker.awaitExit(end - System.nanoTime())) {
                worker.kill();
            }
        }
    }
}
