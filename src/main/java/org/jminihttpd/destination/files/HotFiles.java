package org.jminihttpd.destination.files;

import io.netty.channel.EventLoop;
import io.netty.util.internal.PlatformDependent;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import org.jminihttpd.lane.Turn;
import org.jspecify.annotations.Nullable;

/**
 * The files asked for lately, of all routes, kept open or in memory so that they can be answered on the event loop.
 *
 * <p>Never trusted: every hit is checked against the file system first ({@link ServedFile#isCurrent}), and what does
 * not exist is never kept. Bounded in bytes and in open files; what was not asked for since the last look goes first.
 */
final class HotFiles {

    /**
     * Bytes of one file up to which a copy is kept. At 100 KiB it takes 1.5 times the processor time of sendfile, but 0.6 of
     * what pieces take over TLS, and 0.4 over HTTP/2 (measured).
     */
    static final int LARGEST = 128 * 1024;

    /** Bytes of all copies; direct memory is also what connections are served from. */
    private static final long MOST_BYTES = Math.min(32 << 20, PlatformDependent.maxDirectMemory() / 4);

    /** Also bounds what small files cost beside their bytes: 1.5 KiB each, with the answer that is kept (measured). */
    static final int MOST_COPIES = 12_288;

    /** A deleted file keeps its disk space while open; descriptors are also what connections are made of. */
    private static final int MOST_OPEN = 64;

    /** An open file that nobody asks for is closed within two of these. */
    private static final long SWEEP_SECONDS = 1;

    /** How many copies a new one may look at, when there are so many, for some that nobody asks for. */
    private static final int MOST_LOOKS = 8;

    private final Map<Key, ServedFile> inMemory = new ConcurrentHashMap<>();
    private final Map<Key, ServedFile> onDisk = new ConcurrentHashMap<>();
    private Iterator<Map.Entry<Key, ServedFile>> hand = Collections.emptyIterator();
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
        ServedFile file = inMemory.get(key);
        if (file == null) {
            file = onDisk.get(key);
        }
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
        if (isFull() && file.content() == null) {
            sweepOpen();
        } else if (isFull()) {
            makeRoom();
        }
        if (isFull()) {
            count(file, -1);
            return;
        }
        file.retain();
        Key key = new Key(route, rest);
        ServedFile old = table(file).put(key, file);
        if (old != null) {
            forget(old);
        }
        if (file.content() == null && sweeping.compareAndSet(false, true)) {
            sweepLater(loop);
        }
    }

    private Map<Key, ServedFile> table(ServedFile file) {
        return file.content() == null ? onDisk : inMemory;
    }

    /** Lets go of all files of a route. */
    void close(FileFinder route) {
        dropIf(inMemory, (key, file) -> key.route == route);
        dropIf(onDisk, (key, file) -> key.route == route);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a loop that ends needs no sweep
    private void sweepLater(EventLoop loop) {
        loop.schedule(() -> sweepAgain(loop), SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    private void sweepAgain(EventLoop loop) {
        sweepOpen();
        if (open.get() > 0) {
            sweepLater(loop);
        } else {
            sweeping.set(false);
        }
    }

    private void sweepOpen() {
        dropIf(onDisk, (key, file) -> !file.takeUsed());
    }

    private void dropIf(Map<Key, ServedFile> table, BiPredicate<Key, ServedFile> condition) {
        table.forEach((key, file) -> {
            if (condition.test(key, file)) {
                drop(key, file);
            }
        });
    }

    /** Goes round the copies: what was not asked for since the last time gives way. */
    private synchronized void makeRoom() {
        for (int looks = 0; looks < MOST_LOOKS && isFull(); looks++) {
            if (!hand.hasNext()) {
                hand = inMemory.entrySet().iterator();
            }
            if (!hand.hasNext()) {
                return;
            }
            Map.Entry<Key, ServedFile> next = hand.next();
            if (!next.getValue().takeUsed()) {
                drop(next.getKey(), next.getValue());
            }
        }
    }

    private void drop(Key key, ServedFile file) {
        if (table(file).remove(key, file)) {
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
