package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Listings made within the last second, of all routes. What appears or disappears in a directory changes its stamp and is
 * seen at once; what a file in it grows to, or where a link in it leads, within that second.
 */
final class HotListings {

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Bytes of one listing. */
    private static final int LARGEST = 512 * 1024;

    /** Bytes of all of them. */
    private static final long MOST_BYTES = 4 << 20;

    private final Map<Key, Listing> table = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * What a listing is of, and for whom.
     *
     * @param rest of the path below the route
     */
    record Key(FileFinder route, String rest, String contentType) {}

    /** One listing; equal to itself only, for a page that is released has no bytes to compare. */
    static final class Listing {

        private final FilePlace directory;
        private final FileStamp stamp;
        private final long madeAt;
        private final ByteBuf page;

        /**
         * Describes a listing; {@link #put} takes a reference to the page.
         *
         * @param stamp of the directory before it was read
         * @param madeAt of {@link System#nanoTime} before it was read
         */
        Listing(FilePlace directory, FileStamp stamp, long madeAt, ByteBuf page) {
            this.directory = directory;
            this.stamp = stamp;
            this.madeAt = madeAt;
            this.page = page;
        }

        private boolean isFresh() {
            return System.nanoTime() - madeAt < FRESH_NANOS;
        }

        private boolean isCurrent() {
            try {
                return isFresh() && directory.stamp().equals(stamp);
            } catch (IOException gone) {
                return false;
            }
        }
    }

    /** The page of a listing that still holds, a new reference; a stat or two. */
    @Nullable
    ByteBuf get(Key key) {
        Listing listing = table.get(key);
        if (listing == null) {
            return null;
        }
        if (!listing.isCurrent()) {
            drop(key, listing);
            return null;
        }
        try {
            return listing.page.retainedDuplicate();
        } catch (IllegalReferenceCountException e) { // dropped by another thread
            return null;
        }
    }

    /**
     * Keeps a listing, if there is room and every later change of the directory will show in its stamp; takes its own
     * reference to the page.
     */
    void put(Key key, Listing listing) {
        if (!listing.stamp.isSettled() || listing.page.readableBytes() > LARGEST) {
            return;
        }
        if (bytes.addAndGet(listing.page.readableBytes()) > MOST_BYTES) {
            table.forEach((other, old) -> {
                if (!old.isFresh()) {
                    drop(other, old);
                }
            });
        }
        if (bytes.get() > MOST_BYTES) {
            bytes.addAndGet(-listing.page.readableBytes());
            return;
        }
        listing.page.retain();
        Listing old = table.put(key, listing);
        if (old != null) {
            forget(old);
        }
    }

    private void drop(Key key, Listing listing) {
        if (table.remove(key, listing)) {
            forget(listing);
        }
    }

    private void forget(Listing listing) {
        bytes.addAndGet(-listing.page.readableBytes());
        listing.page.release();
    }
}
