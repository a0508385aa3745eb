package org.jminihttpd.actuate;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jminihttpd.accesslog.AnswerObserver;
import org.jspecify.annotations.Nullable;

/** Answers of the last minute. A second's count is begun anew by whoever comes first; a few that come with it may be lost. */
final class RequestRate implements AnswerObserver {

    /** Seconds that are told of: those that are over. */
    static final int SECONDS = 60;

    private static final int SLOTS = 64;

    /**
     * Answers of a time.
     *
     * @param all of any status
     * @param clientErrors with a status of 4xx
     * @param serverErrors with a status of 5xx
     */
    record Counts(long all, long clientErrors, long serverErrors) {}

    private final LongSupplier nanos;
    private final AtomicLongArray seconds = new AtomicLongArray(SLOTS);
    private final AtomicLongArray all = new AtomicLongArray(SLOTS);
    private final AtomicLongArray clientErrors = new AtomicLongArray(SLOTS);
    private final AtomicLongArray serverErrors = new AtomicLongArray(SLOTS);

    /** @param nanos a clock as {@link System#nanoTime} */
    RequestRate(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public void ended(
            @Nullable CharSequence method,
            @Nullable CharSequence target,
            int status,
            long received,
            long sent,
            long duration) {
        long second = second();
        int slot = slot(second);
        long seen = seconds.get(slot);
        if (seen != second && seconds.compareAndSet(slot, seen, second)) {
            all.set(slot, 0);
            clientErrors.set(slot, 0);
            serverErrors.set(slot, 0);
        }
        all.incrementAndGet(slot);
        if (status >= 500) {
            serverErrors.incrementAndGet(slot);
        } else if (status >= 400) {
            clientErrors.incrementAndGet(slot);
        }
    }

    /** Those of the last seconds that are over, up to {@link #SECONDS}. */
    Counts last(int count) {
        long now = second();
        long requests = 0;
        long client = 0;
        long server = 0;
        for (long second = now - count; second < now; second++) {
            int slot = slot(second);
            if (seconds.get(slot) == second) {
                requests += all.get(slot);
                client += clientErrors.get(slot);
                server += serverErrors.get(slot);
            }
        }
        return new Counts(requests, client, server);
    }

    /** Those of each of the last {@link #SECONDS} that are over, of any status, the oldest first. */
    long[] each() {
        long first = second() - SECONDS;
        long[] each = new long[SECONDS];
        for (int i = 0; i < SECONDS; i++) {
            int slot = slot(first + i);
            each[i] = seconds.get(slot) == first + i ? all.get(slot) : 0;
        }
        return each;
    }

    private long second() {
        return Math.floorDiv(nanos.getAsLong(), 1_000_000_000L);
    }

    private static int slot(long second) {
        return Math.floorMod(second, SLOTS);
    }
}
