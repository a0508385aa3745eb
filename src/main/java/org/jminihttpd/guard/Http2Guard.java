package org.jminihttpd.guard;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.handler.codec.http2.Http2WindowUpdateFrame;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jminihttpd.config.LimitProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands between the HTTP/2 codec and the streams: refuses what must not get in, and ends what floods or stalls. */
@SuppressWarnings("FutureReturnValueIgnored") // failed writes and closes end in channelInactive
final class Http2Guard extends ChannelDuplexHandler implements StallWatch.Subject {

    private static final Logger log = LoggerFactory.getLogger(Http2Guard.class);

    private final Refusals refusals;
    private final Http2Rules rules;
    private final long maxBody;
    private final Duration timeout;
    private final Http2FrameCodec codec;
    private final FrameWatch frames;
    private final Http2Connection.PropertyKey key;

    private @Nullable ChannelHandlerContext context;
    private long requests;
    private boolean flushing;

    Http2Guard(LimitProperties limits, Refusals refusals, Http2FrameCodec codec, FrameWatch frames) {
        this.refusals = refusals;
        this.rules = new Http2Rules(limits);
        this.maxBody = limits.maxBody();
        this.timeout = limits.timeout();
        this.codec = codec;
        this.frames = frames;
        this.key = codec.connection().newKey();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        StallWatch.start(ctx, this, timeout);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (frame instanceof Http2StreamFrame streamFrame && streamFrame.stream() != null) {
            GuardedStream stream = stream(streamFrame.stream());
            if (stream != null && isRefused(ctx, streamFrame, stream)) {
                ReferenceCountUtil.release(frame);
                return;
            }
        }
        ctx.fireChannelRead(frame);
    }

    private @Nullable GuardedStream stream(Http2FrameStream frameStream) {
        Http2Stream stream = codec.connection().stream(frameStream.id());
        if (stream == null) {
            return null;
        }
        GuardedStream guarded = stream.getProperty(key);
        if (guarded == null) {
            guarded = new GuardedStream(frameStream);
            stream.setProperty(key, guarded);
        }
        return guarded;
    }

    private boolean isRefused(ChannelHandlerContext ctx, Http2StreamFrame frame, GuardedStream stream) {
        if (stream.refused) {
            return true;
        }
        Refusal refusal = null;
        if (frame instanceof Http2HeadersFrame head) {
            if (stream.begun ? FieldRules.areMalformed(head.headers()) : rules.isMalformed(head.headers())) {
                reset(ctx, stream, Http2Error.PROTOCOL_ERROR);
                return true;
            }
            refusal = stream.begun ? null : rules.check(head.headers());
            requests += stream.begun ? 0 : 1;
            stream.begun = true;
        } else if (frame instanceof Http2DataFrame data) {
            stream.bodyBytes += data.content().readableBytes();
            refusal = stream.bodyBytes > maxBody ? Refusal.BODY_TOO_LARGE : null;
        }
        if (refusal == null) {
            return false;
        }
        refuse(ctx, stream, refusal);
        return true;
    }

    private void refuse(ChannelHandlerContext ctx, GuardedStream stream, Refusal refusal) {
        stream.refused = true;
        refusals.count(refusal);
        log.debug("{} stream {} refused: {}", ctx.channel(), stream.frameStream.id(), refusal);
        if (stream.answerBegun) {
            reset(ctx, stream, Http2Error.CANCEL);
            return;
        }
        ctx.writeAndFlush(refusal.http2(stream.frameStream));
        Http2Stream known = codec.connection().stream(stream.frameStream.id());
        if (known != null && known.state().remoteSideOpen()) {
            // RFC 9113 8.1: a complete answer, then NO_ERROR for the rest of the request
            reset(ctx, stream, Http2Error.NO_ERROR);
        }
    }

    private static void reset(ChannelHandlerContext ctx, GuardedStream stream, Http2Error error) {
        stream.refused = true;
        ctx.flush(); // else what the window still takes would be written behind the reset
        ctx.writeAndFlush(new DefaultHttp2ResetFrame(error).stream(stream.frameStream));
    }

    private void goAway(ChannelHandlerContext ctx, Http2Error error) {
        log.debug("{} ended: {}", ctx.channel(), error);
        ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(error))
                .addListener(said -> ctx.channel().unsafe().close(ctx.voidPromise()));
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object frame, ChannelPromise promise) {
        if (frame instanceof Http2HeadersFrame head && head.stream() != null) {
            GuardedStream stream = stream(head.stream());
            if (stream != null) {
                stream.answerBegun = true;
            }
            if (isFinalAnswer(head.headers().status())) {
                AnswerDate.stamp(head.headers());
            }
        }
        ctx.write(frame, promise);
        if (frame instanceof Http2WindowUpdateFrame) {
            flushSoon(ctx);
        }
    }

    /** Netty's streams leave the room that a handler makes for more of a body unflushed where it asks late for it. */
    private void flushSoon(ChannelHandlerContext ctx) {
        if (!flushing) {
            flushing = true;
            ctx.executor().execute(() -> {
                flushing = false;
                ctx.flush();
            });
        }
    }

    /** Neither 1xx nor trailers, which have no status. */
    private static boolean isFinalAnswer(@Nullable CharSequence status) {
        return status != null && status.charAt(0) != '1';
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        GuardedStream stream = null;
        Http2Error error = Http2Error.INTERNAL_ERROR;
        if (cause instanceof Http2FrameStreamException broken) {
            stream = stream(broken.stream());
            error = broken.error();
        }
        if (stream != null && frames.inSettings()) {
            // RFC 9113 6.9.2: the settings open a window too far, which the codec blames on its stream
            codec.onError(ctx.pipeline().context(codec), false, Http2Exception.connectionError(error, "Settings"));
        } else if (stream != null) {
            // not the handler's business, which would log it: to the handler the stream is closed
            log.debug("{} stream broken off", ctx.channel(), cause);
            reset(ctx, stream, error);
        } else {
            // the codec has said GOAWAY or the connection is gone: the client's doing, and no news
            log.debug("{} broken off", ctx.channel(), cause);
        }
    }

    @Override
    public long owed() {
        frames.look();
        if (context == null) {
            return NOTHING_OWED;
        }
        endStalledStreams(context);
        Channel channel = context.channel();
        if (OutboundProgress.isPending(channel)) {
            return OutboundProgress.mark(channel) & Long.MAX_VALUE;
        }
        // without a stream, whatever else comes does not keep the connection: no preface, a header block that never
        // ends
        return codec.connection().numActiveStreams() == 0 ? requests : NOTHING_OWED;
    }

    private void endStalledStreams(ChannelHandlerContext ctx) {
        List<GuardedStream> stalled = new ArrayList<>(0);
        try {
            codec.connection().forEachActiveStream(stream -> {
                GuardedStream guarded = stream.getProperty(key);
                if (guarded != null && guarded.isStalled(codec, stream)) {
                    stalled.add(guarded);
                }
                return true;
            });
        } catch (Http2Exception e) {
            log.debug("{} streams not looked at", ctx.channel(), e);
        }
        stalled.forEach(stream -> refuse(ctx, stream, Refusal.TIMEOUT));
    }

    @Override
    public void stalled() {
        if (context == null) {
            return;
        }
        Channel channel = context.channel();
        if (!OutboundProgress.isPending(channel)) {
            goAway(context, Http2Error.NO_ERROR);
        } else if (!OutboundProgress.isTaking(channel, timeout.toMillis())) {
            refusals.countStalled();
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.unsafe().close(channel.voidPromise());
        }
    }
}
