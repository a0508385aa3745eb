package org.jminihttpd.guard;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.NettyPipeline;

/** The open connections of the whole process, never more than a cap. */
@SuppressWarnings("FutureReturnValueIgnored") // failed writes and closes end in channelInactive
final class Connections {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private static final long WARN_EVERY_NANOS = 60_000_000_000L;

    private final int cap;
    private final AtomicInteger open = new AtomicInteger();
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private volatile boolean draining;
    private volatile long lastWarning = System.nanoTime() - WARN_EVERY_NANOS;

    Connections(int cap) {
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
        channels.add(channel);
        return true;
    }

    /** Whether the server is ending, so that whoever closes a connection means its end after the running answer. */
    boolean isDraining() {
        return draining;
    }

    /** Begins the end: closes connections on which HTTP did not begin. */
    void drain() {
        draining = true;
        channels.close(channel -> channel.pipeline().get(NettyPipeline.HttpCodec) == null);
    }

    /** Waits until all have closed; false means that some are left. */
    boolean awaitClosed(Duration patience) {
        return channels.newCloseFuture().awaitUninterruptibly(Math.max(1, patience.toMillis()));
    }

    private void warn() {
        long now = System.nanoTime();
        if (now - lastWarning >= WARN_EVERY_NANOS) {
            lastWarning = now;
            log.warn("All {} connections are in use: further ones are refused", cap);
        }
    }
}
