package org.jminihttpd.guard;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import org.jminihttpd.config.LimitProperties;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/** Protects every connection of one server. */
public final class Guards {

    /** RFC 9113 6.5.2 advises 100 or more. */
    private static final int MAX_STREAMS = 100;

    /** Resets of either side in one window: CVE-2023-44487 (rapid reset), CVE-2025-55163 (made to reset). */
    private static final int MAX_RESETS = 200;

    private static final int RESET_WINDOW_SECONDS = 30;

    private final LimitProperties limits;
    private final ConnectionCount count;
    private final Refusals refusals;
    private final Connections connections = new Connections();

    /** Those of the first server of the process. */
    public Guards(LimitProperties limits) {
        this(limits, new ConnectionCount(limits.maxConnections()), new Refusals());
    }

    private Guards(LimitProperties limits, ConnectionCount count, Refusals refusals) {
        this.refusals = refusals;
        this.limits = limits;
        this.count = count;
    }

    /** Those of another server of the process, which counts its connections together with the others. */
    public Guards another(LimitProperties own) {
        return new Guards(own, count, refusals);
    }

    /** Changes the cap of all servers together, for connections to come. */
    public void capConnections(int most) {
        count.cap(most);
    }

    /**
     * Counts a connection as soon as it is accepted, until it closes; false means that it is too many and was closed. Event
     * loops that are behind with beginning connections can't let more be open than the cap that way.
     */
    @SuppressWarnings("FutureReturnValueIgnored")
    public boolean admit(Channel accepted) {
        if (!count.tryAdd()) {
            refusals.countConnection();
            accepted.unsafe().closeForcibly();
            return false;
        }
        accepted.closeFuture().addListener(closed -> count.remove());
        return true;
    }

    /** What all servers of the process refused. */
    public Refusals refusals() {
        return refusals;
    }

    /** Open connections of this server. */
    public int open() {
        return connections.count();
    }

    /** Whether no connection of this server is open. */
    public boolean areIdle() {
        return connections.isEmpty();
    }

    /** The step of a server; its connections are guarded by {@link #install}. */
    public HttpServer apply(HttpServer server) {
        return server.http2Settings(settings -> settings.maxConcurrentStreams(MAX_STREAMS)
                        .maxHeaderListSize(2L * limits.maxHeader()) // what the codec answers; up to there we answer
                        .maxDecodedRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
                        .maxEncodedRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS))
                .doOnChannelInit((observer, channel, remote) -> connections.add(channel));
    }

    /** Guards a connection whose codec is in place. */
    public void install(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(NettyPipeline.HttpCodec) instanceof Http2FrameCodec codec) {
            FrameWatch frames = new FrameWatch(codec, refusals);
            pipeline.addBefore(NettyPipeline.HttpCodec, null, frames);
            pipeline.addBefore(NettyPipeline.H2MultiplexHandler, null, new Http2Guard(limits, refusals, codec, frames));
        } else {
            guardHttp1(channel, pipeline);
        }
    }

    /** Begins the end of the server: from now on, to close a connection means to end it after the answer that runs on it. */
    public void drain() {
        connections.drain();
    }

    /** Waits until every connection has closed; false means that some are left. */
    public boolean awaitClosed(Duration patience) {
        return connections.awaitClosed(patience);
    }

    private void guardHttp1(Channel channel, ChannelPipeline pipeline) {
        if (pipeline.get(SslHandler.class) == null) {
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }
        RequestDecoder decoder = new RequestDecoder(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.maxHeader())
                .setMaxHeaderSize(limits.maxHeader()));
        AnswerEncoder encoder = new AnswerEncoder(decoder);
        pipeline.replace(NettyPipeline.HttpCodec, NettyPipeline.HttpCodec, decoder);
        pipeline.addBefore(NettyPipeline.HttpCodec, null, encoder);
        pipeline.addBefore(
                NettyPipeline.HttpTrafficHandler,
                null,
                new Http1Guard(limits, refusals, connections, decoder, encoder));
        pipeline.addBefore(NettyPipeline.HttpTrafficHandler, null, new BodyStart(decoder));
    }
}
