package org.jminihttpd.destination.app;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The threads that run one application's code, which may block: no more than {@code max_threads} for its handlers, and as
 * many for what becomes of bodies and frames as they come and go, so that a handler that waits for its body gets it.
 */
final class Workers implements AutoCloseable {

    /** Requests for each thread that wait for one, before others are turned away. */
    private static final int QUEUED_PER_THREAD = 50;

    private final ThreadPoolExecutor handlers;
    private final ThreadPoolExecutor signals;
    private final Scheduler signalScheduler;

    Workers(String name, int threads, ClassLoader loader) {
        handlers = pool(name, threads, new LinkedBlockingQueue<>(threads * QUEUED_PER_THREAD), loader);
        // Not bounded: a stream has one task waiting at most, and there are no more streams than connections allow
        signals = pool(name + " io", threads, new LinkedBlockingQueue<>(), loader);
        signalScheduler = Schedulers.fromExecutor(signals);
    }

    private static ThreadPoolExecutor pool(
            String name, int threads, BlockingQueue<Runnable> queue, ClassLoader loader) {
        ThreadFactory factory = WorkerThreads.named(name);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, queue, task -> {
            Thread thread = factory.newThread(task);
            thread.setContextClassLoader(loader);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Runs a handler soon.
     *
     * @throws RejectedExecutionException if too many wait already
     */
    void handle(Runnable handler) {
        handlers.execute(handler);
    }

    /** For all that goes on in the application when a handler has returned. After {@link #close} it drops tasks. */
    Executor signals() {
        return task -> {
            try {
                signals.execute(task);
            } catch (RejectedExecutionException closed) {
                // there is no application any more to be told
            }
        };
    }

    Scheduler signalScheduler() {
        return signalScheduler;
    }

    /** Interrupts what runs, and starts nothing more. */
    @Override
    public void close() {
        handlers.shutdownNow();
        signals.shutdownNow();
    }
}
