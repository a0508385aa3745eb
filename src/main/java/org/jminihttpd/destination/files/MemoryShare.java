package org.jminihttpd.destination.files;

import java.util.concurrent.atomic.AtomicLong;

/** A part of the process's memory that all answers of one kind share, so that many slow clients cannot use up the rest. */
final class MemoryShare {

    private final long most;
    private final AtomicLong used = new AtomicLong();

    /** @param most bytes that may be taken in all */
    MemoryShare(long most) {
        this.most = most;
    }

    /** Takes some bytes, if there are as many left; the caller gives them back. */
    boolean tryTake(long bytes) {
        if (used.addAndGet(bytes) <= most) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /** Gives bytes back. */
    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }
}
