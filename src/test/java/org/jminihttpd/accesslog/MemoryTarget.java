package org.jminihttpd.accesslog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A target that keeps what it gets, and can be made to get stuck or fail. */
final class MemoryTarget implements LogTarget {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile CountDownLatch stuck = new CountDownLatch(0);
    private volatile boolean failing;
    private volatile boolean closed;
    private int writes;

    void stick() {
        stuck = new CountDownLatch(1);
    }

    void release() {
        stuck.countDown();
    }

    void fail(boolean fails) {
        failing = fails;
    }

    boolean isClosed() {
        return closed;
    }

    synchronized int writes() {
        return writes;
    }

    synchronized List<String> lines() {
        return bytes.toString(StandardCharsets.ISO_8859_1).lines().toList();
    }

    /** Waits until there are so many lines. */
    List<String> await(int count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (lines().size() < count && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        return lines();
    }

    @Override
    public void write(byte[] lines, int length) throws IOException {
        try {
            stuck.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (failing) {
            throw new IOException("No space left on device");
        }
        synchronized (this) {
            writes++;
            bytes.write(lines, 0, length);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
