package org.jminihttpd.guard;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import reactor.netty.NettyPipeline;

/** The open connections of one server. */
@SuppressWarnings("FutureReturnValueIgnored") // failed writes and closes end in channelInactive
final class Connections {

    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private volatile boolean draining;

    void add(Channel channel) {
        channels.add(channel);
    }

    boolean isEmpty() {
        return channels.isEmpty();
    }

    int count() {
        return channels.size();
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
}
