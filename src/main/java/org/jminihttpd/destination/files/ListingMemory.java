package org.jminihttpd.destination.files;

import java.util.concurrent.RejectedExecutionException;

/**
 * How the making of one listing gets its memory, of which all listings share a third of the heap: at once or not at all,
 * and for few rows; or with patience, in a turn of its own.
 *
 * @param mostRows rows that it may have
 * @param deadline of {@link System#nanoTime}, until which it waits for others to be sent
 * @param makeRoom lets go of what is only kept in case it is asked for
 */
record ListingMemory(int mostRows, long deadline, Runnable makeRoom) {

    private static final MemoryShare ALL = new MemoryShare(Runtime.getRuntime().maxMemory() / 3);

    /** For a listing that is made while others are, so takes little and never waits. */
    static ListingMemory atOnce(int mostRows) {
        return new ListingMemory(mostRows, Long.MIN_VALUE, () -> {});
    }

    /** For the only listing that is made like this now: if two waited for each other, none would go on. */
    static ListingMemory inTurn(long deadline, Runnable makeRoom) {
        return new ListingMemory(Integer.MAX_VALUE, deadline, makeRoom);
    }

    private boolean waits() {
        return mostRows == Integer.MAX_VALUE;
    }

    /**
     * Takes memory; false if that is for another turn.
     *
     * @param taken bytes that this listing has already
     * @throws RejectedExecutionException if there was none in time, or never will be
     */
    boolean take(long bytes, long taken) {
        if (ALL.tryTake(bytes)) {
            return true;
        }
        if (!waits()) {
            return false;
        }
        makeRoom.run();
        if (taken + bytes > ALL.most()) {
            throw new RejectedExecutionException("no memory for a listing of so many files: "
                    + "give Java more (-Xmx), the directory an index file, or the route listing = no");
        }
        if (!ALL.take(bytes, deadline)) {
            throw new RejectedExecutionException("no memory for more listings until others are sent");
        }
        return true;
    }

    static void giveBack(long bytes) {
        ALL.giveBack(bytes);
    }
}
