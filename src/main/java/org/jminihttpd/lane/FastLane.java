package org.jminihttpd.lane;

import io.netty.channel.Channel;
import reactor.netty.NettyPipeline;

/** Adds the fast lane to connections. */
public final class FastLane {

    private final HotAnswers answers;

    public FastLane(HotAnswers answers) {
        this.answers = answers;
    }

    /** Adds it to a connection whose codec and guard are in place. */
    public void install(Channel channel) {
        if (channel.pipeline().get(NettyPipeline.H2MultiplexHandler) != null) {
            HotStreams.install(channel, answers);
        } else if (channel.pipeline().get(NettyPipeline.HttpTrafficHandler) != null) {
            HotRequests.install(channel, answers);
        }
    }
}
