package org.jminihttpd.guard;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections the whole process has open, never more than a cap. */
final class ConnectionCount {

    private static final Logger log = LoggerFactory.getLogger(ConnectionCount.class);

    private static final long WARN_EVERY_NANOS = 60_000_000_000L;

    private final AtomicInteger open = new AtomicInteger();
    private volatile int cap;
    private volatile long lastWarning = System.nanoTime() - WARN_EVERY_NANOS;

    ConnectionCount(int cap) {
        this.cap = cap;
    }

    /** Changes the cap for connections to come. */
    void cap(int next) {
        cap = next;
    }

    /** Counts one more; false means that it is too many, and was not counted. */
    boolean tryAdd() {
        if (open.incrementAndGet() > cap) {
            open.decrementAndGet();
            warn();
            return false;
        }
        return true;
    }

    void remove() {
        open.decrementAndGet();
    }

    private void warn() {
        long now = System.nanoTime();
        if (now - lastWarning >= WARN_EVERY_NANOS) {
            lastWarning = now;
            log.warn("All {} connections are in use: further ones are refused", cap);
        }
    }
}
