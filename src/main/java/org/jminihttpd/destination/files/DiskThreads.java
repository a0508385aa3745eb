package org.jminihttpd.destination.files;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jminihttpd.route.RouteRefusals.Reason;

/** The threads that wait for disks, so that event loops need not. They end when idle. */
final class DiskThreads implements Executor {

    /** Disks want some requests at once to be fast; more only queue up in the kernel. */
    private static final int THREADS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    /** Requests that wait before new ones are turned away. */
    private static final int QUEUE = 10_000;

    private final ThreadPoolExecutor pool;
    private final Reason reason;

    DiskThreads() {
        this("files-", THREADS, QUEUE, Reason.DISK_BUSY);
    }

    DiskThreads(String name, int threads, int queue, Reason reason) {
        this.reason = reason;
        AtomicInteger count = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queue), task -> {
                    Thread thread = new Thread(task, name + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /** One thread, for listings, which have to be made one after the other. */
    static DiskThreads forListings(int queue) {
        return new DiskThreads("listings-", 1, queue, Reason.LISTINGS);
    }

    /** What there is too little of when a task is rejected. */
    Reason reason() {
        return reason;
    }

    /** Runs a task soon; {@link RejectedExecutionException} if too many wait already. */
    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }
}
