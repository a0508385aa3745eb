package org.jminihttpd.destination.files;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that wait for disks, so that event loops need not. They end when idle. */
final class DiskThreads implements Executor {

    /** Disks want some requests at once to be fast; more only queue up in the kernel. */
    private static final int THREADS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    /** Requests that wait before new ones are turned away. */
    private static final int QUEUE = 10_000;

    private final ThreadPoolExecutor pool;

    DiskThreads() {
        AtomicInteger count = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), task -> {
                    Thread thread = new Thread(task, "files-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /** Runs a task soon; {@link RejectedExecutionException} if too many wait already. */
    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }
}
