package org.jminihttpd.lane;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamEvent;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Answers what it can on one HTTP/2 connection, before a stream becomes a channel, which is nine tenths of its cost.
 *
 * <p>Netty's multiplexer behind it takes for granted that every active stream has its channel. So it is told of a stream
 * only when the head of its request has been looked at, never of one that is answered here, and of what concerns all
 * streams (writability, the end of TLS) only while none of ours is active.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failed writes end in exceptionCaught or channelInactive
final class HotStreams extends ChannelInboundHandlerAdapter {

    private final Supplier<HotAnswers> answers;
    private final Set<Http2FrameStream> ours = new HashSet<>();
    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean writabilityHeld;
    private @Nullable Http2FrameStreamEvent opening;

    private HotStreams(Supplier<HotAnswers> answers) {
        this.answers = answers;
    }

    static void install(Channel channel, Supplier<HotAnswers> answers) {
        channel.pipeline().addBefore(NettyPipeline.H2MultiplexHandler, null, new HotStreams(answers));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof Http2FrameStreamEvent streamEvent)) {
            passOrHold(() -> ctx.fireUserEventTriggered(event));
            return;
        }
        Http2FrameStream stream = streamEvent.stream();
        if (ours.contains(stream)) {
            forgetIfClosed(ctx, stream);
            return;
        }
        tellOfOpening(ctx);
        // of a stream that is half closed, the whole request is there with its head: others have a body
        if (stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE) {
            opening = streamEvent;
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Http2StreamFrame frame && ours.contains(frame.stream())) {
            ReferenceCountUtil.release(message); // window updates and resets, which the codec has seen
            return;
        }
        if (message instanceof Http2HeadersFrame head && opening != null && opening.stream() == head.stream()) {
            String target = String.valueOf(head.headers().path());
            HotAnswer hot = answers.get().current(target, ctx.channel().eventLoop());
            if (hot != null && isAnswered(ctx, head, hot)) {
                opening = null;
                return;
            }
        }
        tellOfOpening(ctx);
        ctx.fireChannelRead(message);
    }

    private boolean isAnswered(ChannelHandlerContext ctx, Http2HeadersFrame head, HotAnswer hot) {
        Http2FrameStream stream = head.stream();
        if (stream == null || !PlainRequest.is(head.headers())) {
            return false;
        }
        HotAnswer.Http2 answer = hot.to(head.headers());
        if (answer == null) {
            return false;
        }
        ours.add(stream);
        ctx.write(new DefaultHttp2HeadersFrame(answer.headers(), answer.body() == null).stream(stream));
        if (answer.body() != null) {
            ctx.write(new DefaultHttp2DataFrame(answer.body(), true).stream(stream));
        }
        return true;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        tellOfOpening(ctx);
        ctx.fireChannelReadComplete(); // the codec flushes
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        tellOfOpening(ctx);
        if (ours.isEmpty()) {
            ctx.fireChannelWritabilityChanged();
        } else {
            writabilityHeld = true;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http2FrameStreamException failure && ours.contains(failure.stream())) {
            ctx.writeAndFlush(new DefaultHttp2ResetFrame(failure.error()).stream(failure.stream()));
        } else {
            tellOfOpening(ctx);
            passOrHold(() -> ctx.fireExceptionCaught(cause));
        }
    }

    private void tellOfOpening(ChannelHandlerContext ctx) {
        if (opening != null) {
            Http2FrameStreamEvent event = opening;
            opening = null;
            ctx.fireUserEventTriggered(event);
        }
    }

    /** Only the end of a connection is held, so there are never many. */
    private void passOrHold(Runnable event) {
        if (ours.isEmpty()) {
            event.run();
        } else {
            held.add(event);
        }
    }

    private void forgetIfClosed(ChannelHandlerContext ctx, Http2FrameStream stream) {
        if (stream.state() != Http2Stream.State.CLOSED) {
            return;
        }
        ours.remove(stream);
        if (ours.isEmpty()) {
            if (writabilityHeld) {
                writabilityHeld = false;
                ctx.fireChannelWritabilityChanged();
            }
            for (Runnable event; (event = held.poll()) != null; ) {
                event.run();
            }
        }
    }
}
