package org.jminihttpd.lane;

import io.netty.channel.Channel;
import java.util.function.Supplier;
import reactor.netty.NettyPipeline;

/** Adds the fast lane to connections. */
public final class FastLane {

    private final Supplier<HotAnswers> answers;
    private final Shortcut shortcut;

    /**
     * @param answers those of the routes that are served at the moment; asked for each request
     * @param shortcut asked for each request of HTTP/1 that none of them answers
     */
    public FastLane(Supplier<HotAnswers> answers, Shortcut shortcut) {
        this.answers = answers;
        this.shortcut = shortcut;
    }

    /** One that answers nothing. */
    public static FastLane off() {
        return new FastLane(HotAnswers::off, exchange -> false);
    }

    /** Adds it to a connection whose codec and guard are in place, unless it is switched off. */
    public void install(Channel channel) {
        if (answers.get().areOff()) {
            return;
        }
        if (channel.pipeline().get(NettyPipeline.H2MultiplexHandler) != null) {
            HotStreams.install(channel, answers);
        } else if (channel.pipeline().get(NettyPipeline.HttpTrafficHandler) != null) {
            HotRequests.install(channel, answers, shortcut);
        }
    }
}
