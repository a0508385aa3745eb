package org.jminihttpd.destination.files;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A part of the process's memory that all answers of one kind share, so that many slow clients cannot use up the rest. */
final class MemoryShare {

    private final long most;
    private final AtomicLong used = new AtomicLong();
    private volatile int waiting;

    /** @param most bytes that may be taken in all */
    MemoryShare(long most) {
        this.most = most;
    }

    /** Bytes that may be taken in all. */
    long most() {
        return most;
    }

    /** Takes some bytes, if there are as many left; the caller gives them back. */
    boolean tryTake(long bytes) {
        if (used.addAndGet(bytes) <= most) {
            return true;
        }
        giveBack(bytes);
        return false;
    }

    /**
     * Takes a power of two, the largest that leaves some to others: not more than a quarter of what is left.
     *
     * @param least taken in any case, even if nothing is left
     */
    int takeFair(int most, int least) {
        while (true) {
            long taken = used.get();
            long fair = Long.highestOneBit(Math.max(least, (this.most - taken) / 4));
            int part = (int) Math.min(most, fair);
            if (used.compareAndSet(taken, taken + part)) {
                return part;
            }
        }
    }

    /**
     * Takes some bytes as soon as there are as many left. Blocks.
     *
     * @param deadline of {@link System#nanoTime}, until which it waits
     */
    synchronized boolean take(long bytes, long deadline) {
        waiting++;
        try {
            while (!tryTake(bytes)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting--;
        }
    }

    /** Gives bytes back. */
    void giveBack(long bytes) {
        used.addAndGet(-bytes);
        if (waiting > 0) {
            wake();
        }
    }

    private synchronized void wake() {
        notifyAll();
    }
}
