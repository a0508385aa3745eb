package org.jminihttpd.destination.files;

import io.netty.channel.EventLoop;
import io.netty.util.internal.PlatformDependent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jminihttpd.lane.Turn;
import org.jspecify.annotations.Nullable;

/**
 * The files asked for lately, of all routes, kept open or in memory so that they can be answered on the event loop.
 *
 * <p>Never trusted: every hit is checked against the file system first ({@link ServedFile#isCurrent}), and what does
 * not exist is never kept. Bounded in bytes and in open files; what was not asked for since the last sweep goes first.
 */
final class HotFiles {

    /** Bytes of one file up to which a copy in memory beats sendfile: at 100 KiB by half (measured), at 1 MiB no more. */
    static final int LARGEST = 128 * 1024;

    /** Bytes of all copies; direct memory is also what connections are served from. */
    private static final long MOST_BYTES = Math.min(32 << 20, PlatformDependent.maxDirectMemory() / 4);

    /** Also bounds what small files cost beside their bytes. */
    private static final int MOST_COPIES = 4096;

    /** A deleted file keeps its disk space while open; descriptors are also what connections are made of. */
    private static final int MOST_OPEN = 64;

    /** An open file that nobody asks for is closed within two of these. */
    private static final long SWEEP_SECONDS = 1;

    private final Map<Key, ServedFile> table = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger copies = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean sweeping = new AtomicBoolean();

    private record Key(FileFinder route, String rest) {}

    /**
     * The current state of a file, if it is kept.
     *
     * @param turn that may have looked already; null to look in any case
     * @return a new reference, or null
     */
    @Nullable
    ServedFile get(FileFinder route, String rest, @Nullable Turn turn) {
        Key key = new Key(route, rest);
        ServedFile file = table.get(key);
        if (file == null) {
            return null;
        }
        if (!(turn == null ? file.isCurrent() : file.isCurrent(turn))) {
            drop(key, file);
            return null;
        }
        return file.tryRetain() ? file : null;
    }

    /** Keeps a file for later requests, if it can be kept; takes its own reference. */
    void put(FileFinder route, String rest, ServedFile file, EventLoop loop) {
        if (!file.isKeepable()) {
            return;
        }
        count(file, 1);
        if (isFull()) {
            sweep(false);
        }
        if (isFull()) {
            count(file, -1);
            return;
        }
        file.retain();
        Key key = new Key(route, rest);
        ServedFile old = table.put(key, file);
        if (old != null) {
            forget(old);
        }
        if (file.content() == null && sweeping.compareAndSet(false, true)) {
            sweepLater(loop);
        }
    }

    /** Lets go of all files of a route. */
    void close(FileFinder route) {
        table.forEach((key, file) -> {
            if (key.route == route) {
                drop(key, file);
            }
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a loop that ends needs no sweep
    private void sweepLater(EventLoop loop) {
        loop.schedule(() -> sweepOpen(loop), SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    private void sweepOpen(EventLoop loop) {
        sweep(true);
        if (open.get() > 0) {
            sweepLater(loop);
        } else {
            sweeping.set(false);
        }
    }

    private void sweep(boolean onlyOpen) {
        table.forEach((key, file) -> {
            if (!(onlyOpen && file.content() != null) && !file.takeUsed()) {
                drop(key, file);
            }
        });
    }

    private void drop(Key key, ServedFile file) {
        if (table.remove(key, file)) {
            forget(file);
        }
    }

    private void forget(ServedFile file) {
        count(file, -1);
        file.release();
    }

    private void count(ServedFile file, int sign) {
        if (file.content() == null) {
            open.addAndGet(sign);
        } else {
            copies.addAndGet(sign);
            bytes.addAndGet(sign * file.length());
        }
    }

    private boolean isFull() {
        return open.get() > MOST_OPEN || copies.get() > MOST_COPIES || bytes.get() > MOST_BYTES;
    }
}
