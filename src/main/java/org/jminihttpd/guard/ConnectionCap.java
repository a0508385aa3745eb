package org.jminihttpd.guard;

import io.netty.channel.Channel;
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

    ConnectionCap(int cap) {
        this.cap = cap;
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
}
