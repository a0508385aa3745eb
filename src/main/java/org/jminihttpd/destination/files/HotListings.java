package org.jminihttpd.destination.files;

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

    /** Bytes of all of them: a directory of 100,000 files and some small ones on the smallest heaps. */
    private static final long MOST_BYTES =
            Math.max(4 << 20, Runtime.getRuntime().maxMemory() / 8);

    private final Map<Key, Listing> table = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * What a listing is of, and for whom.
     *
     * @param rest of the path below the route
     */
    record Key(FileFinder route, String rest, String contentType) {}

    /** One listing; equal to itself only, for a body that is released has no bytes to compare. */
    static final class Listing {

        private final FilePlace directory;
        private final FileStamp stamp;
        private final long madeAt;
        private final ListingBody body;

        /**
         * Describes a listing; {@link #put} takes a reference to the body.
         *
         * @param stamp of the directory before it was read
         * @param madeAt of {@link System#nanoTime} before it was read
         */
        Listing(FilePlace directory, FileStamp stamp, long madeAt, ListingBody body) {
            this.directory = directory;
            this.stamp = stamp;
            this.madeAt = madeAt;
            this.body = body;
        }

        private boolean isFresh() {
            return System.nanoTime() - madeAt < FRESH_NANOS;
        }

        private boolean isCurrent(long askedAt) {
            try {
                return (isFresh() || madeAt - askedAt >= 0) && directory.stamp().equals(stamp);
            } catch (IOException gone) {
                return false;
            }
        }
    }

    /**
     * The body of a listing that still holds, a new reference; a stat or two.
     *
     * @param askedAt of {@link System#nanoTime} when the request came: what was read since is new enough for it
     */
    @Nullable
    ListingBody get(Key key, long askedAt) {
        Listing listing = table.get(key);
        if (listing == null) {
            return null;
        }
        if (!listing.isCurrent(askedAt)) {
            drop(key, listing);
            return null;
        }
        return listing.body.tryRetain() ? listing.body : null; // else another thread has dropped it
    }

    /**
     * Keeps a listing, if there is room and every later change of the directory will show in its stamp; takes its own
     * reference to the body.
     */
    void put(Key key, Listing listing) {
        long weight = listing.body.weight();
        if (!listing.stamp.isSettled() || weight > MOST_BYTES) {
            return;
        }
        if (bytes.addAndGet(weight) > MOST_BYTES) {
            table.forEach((other, old) -> {
                if (!old.isFresh()) {
                    drop(other, old);
                }
            });
        }
        if (bytes.get() > MOST_BYTES) {
            bytes.addAndGet(-weight);
            return;
        }
        listing.body.retain();
        Listing old = table.put(key, listing);
        if (old != null) {
            forget(old);
        }
    }

    /** Lets go of all of them, for others that need the memory. */
    void clear() {
        table.forEach(this::drop);
    }

    /** Lets go of all listings of a route. */
    void close(FileFinder route) {
        table.forEach((key, listing) -> {
            if (key.route == route) {
                drop(key, listing);
            }
        });
    }

    private void drop(Key key, Listing listing) {
        if (table.remove(key, listing)) {
            forget(listing);
        }
    }

    private void forget(Listing listing) {
        bytes.addAndGet(-listing.body.weight());
        listing.body.release();
    }
}
