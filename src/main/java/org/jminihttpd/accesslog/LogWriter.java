package org.jminihttpd.accesslog;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines on their way to a target: event loops leave them here and go on; one thread writes them in batches.
 *
 * <p>The room is bounded. When the target takes nothing (a pipe that nobody reads, a full disk) lines are lost and counted,
 * never waited for.
 */
final class LogWriter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LogWriter.class);

    /** Bytes that may wait; as many again may be in the hands of the thread. */
    static final int ROOM = 1 << 20;

    private static final int FIRST_ROOM = 16 << 10;

    /** How long a line waits for others to be written with. */
    private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long COMPLAIN_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long CLOSE_MILLIS = 2000;

    private final Thread thread;

    // guarded by this
    private byte[] waiting = new byte[FIRST_ROOM];
    private int length;
    private long dropped;
    private @Nullable LogTarget next;
    private int nextFrom;
    private boolean closing;

    // of the thread
    private LogTarget target;
    private byte[] batch = new byte[FIRST_ROOM];
    private long lost;
    private long lastComplaint = System.nanoTime() - COMPLAIN_EVERY_NANOS;

    LogWriter(LogTarget target) {
        this.target = target;
        this.thread = new Thread(this::run, "access-log");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes a copy of a line. */
    synchronized void add(byte[] line, int size) {
        if (closing || size > ROOM - length) {
            dropped++;
            return;
        }
        if (length + size > waiting.length) {
            byte[] larger = new byte[Math.min(ROOM, Math.max(waiting.length * 2, length + size))];
            System.arraycopy(waiting, 0, larger, 0, length);
            waiting = larger;
        }
        System.arraycopy(line, 0, waiting, length, size);
        boolean halfFull = length < ROOM / 2 && length + size >= ROOM / 2;
        if (length == 0 || halfFull) {
            notifyAll();
        }
        length += size;
    }

    /** Has what is added from now on go to another target; takes it over and closes the one before. */
    synchronized void switchTo(LogTarget other) {
        LogTarget skipped = next;
        next = other;
        if (skipped == null) {
            nextFrom = length;
        } else {
            close(skipped);
        }
        notifyAll();
    }

    private void run() {
        try {
            while (true) {
                LogTarget other;
                boolean last;
                int size;
                int switchAt;
                synchronized (this) {
                    gather();
                    other = next;
                    next = null;
                    last = closing;
                    size = length;
                    switchAt = other == null ? size : nextFrom;
                    byte[] full = waiting;
                    waiting = batch;
                    batch = full;
                    length = 0;
                    lost += dropped;
                    dropped = 0;
                }
                write(batch, switchAt);
                if (other != null) {
                    close(target);
                    target = other;
                    write(Arrays.copyOfRange(batch, switchAt, size), size - switchAt);
                }
                complain(last);
                if (last) {
                    close(target);
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that
        }
    }

    static void close(LogTarget target) {
        try {
            target.close();
        } catch (IOException e) {
            log.debug("The access log did not close", e);
        }
    }

    /** Waits for lines, then a moment for more. */
    private synchronized void gather() throws InterruptedException {
        while (length == 0 && next == null && !closing) {
            TimeUnit.NANOSECONDS.timedWait(this, COMPLAIN_EVERY_NANOS);
            if (lost > 0) {
                return; // and say so
            }
        }
        long end = System.nanoTime() + GATHERING_NANOS;
        for (long left = GATHERING_NANOS; left > 0; left = end - System.nanoTime()) {
            if (length >= ROOM / 2 || next != null || closing) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private void write(byte[] lines, int size) {
        if (size == 0) {
            return;
        }
        try {
            target.write(lines, size);
        } catch (IOException failed) {
            for (int i = 0; i < size; i++) {
                lost += lines[i] == '\n' ? 1 : 0;
            }
            log.debug("The access log was not written", failed);
        }
    }

    private void complain(boolean now) {
        if (lost > 0 && (now || System.nanoTime() - lastComplaint >= COMPLAIN_EVERY_NANOS)) {
            log.warn("The access log lost {} lines, because its output did not take them in time", lost);
            lastComplaint = System.nanoTime();
            lost = 0;
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
