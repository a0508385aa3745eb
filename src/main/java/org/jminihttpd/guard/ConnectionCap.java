package org.jminihttpd.guard;

import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the connections of the whole process and refuses those above the cap. */
@SuppressWarnings("FutureReturnValueIgnored") // failed writes and closes end in channelInactive
final class ConnectionCap {

    private static final Logger log = LoggerFactory.getLogger(ConnectionCap.class);

    private static final long WARN_EVERY_NANOS = 60_000_000_000L;

    private final int cap;
    private final AtomicInteger open = new AtomicInteger();
    private volatile long lastWarning = System.nanoTime() - WARN_EVERY_NANOS;

    ConnectionCap(int configured) {
        this.cap = Math.min(configured, affordable());
    }

    /** Counts a connection until it closes; false means that it is too many and was closed. */
    boolean admit(Channel channel) {
        if (open.incrementAndGet() > cap) {
            open.decrementAndGet();
            warn();
            channel.unsafe().closeForcibly();
            return false;
        }
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        return true;
    }

    private void warn() {
        long now = System.nanoTime();
        if (now - lastWarning >= WARN_EVERY_NANOS) {
            lastWarning = now;
            log.warn("All {} connections are in use: further ones are refused", cap);
        }
    }

    /**
     * What the limit of open files allows: a quarter stays free for the files that are served, else a full house would
     * answer errors to those who are in.
     */
    private static int affordable() {
        long limit = openFilesLimit();
        int inUse = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path ignored : descriptors) {
                inUse++;
            }
        } catch (IOException e) {
            log.debug("No /proc/self/fd", e);
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, limit - limit / 4 - inUse));
    }

    private static long openFilesLimit() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                if (line.startsWith("Max open files")) {
                    return Long.parseLong(line.trim().split(" +", -1)[3]);
                }
            }
        } catch (IOException | NumberFormatException e) {
            log.debug("No limit in /proc/self/limits", e); // "unlimited" is no number
        }
        return Integer.MAX_VALUE;
    }
}
