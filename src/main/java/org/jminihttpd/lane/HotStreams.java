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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
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
final class HotStreams extends ChannelInboundHandlerAdapter implements Turn.Waiting {

    /** A request whose stream the multiplexer does not know. */
    private record Begun(Http2FrameStreamEvent opening, Http2HeadersFrame head) {}

    private final Supplier<HotAnswers> answers;
    private final Set<Http2FrameStream> ours = new HashSet<>();
    private final Queue<Runnable> held = new ArrayDeque<>();
    private final List<Begun> waiting = new ArrayList<>();
    private @Nullable ChannelHandlerContext context;
    private boolean writabilityHeld;
    private @Nullable Http2FrameStreamEvent opening;

    private HotStreams(Supplier<HotAnswers> answers) {
        this.answers = answers;
    }

    static void install(Channel channel, Supplier<HotAnswers> answers) {
        channel.pipeline().addBefore(NettyPipeline.H2MultiplexHandler, null, new HotStreams(answers));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
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
            if (answers.get().has(target(head)) && PlainRequest.is(head.headers())) {
                if (waiting.isEmpty()) {
                    Turn.await(ctx.channel().eventLoop(), this);
                }
                waiting.add(new Begun(opening, head));
                ours.add(opening.stream());
                opening = null;
                return;
            }
        }
        tellOfOpening(ctx);
        ctx.fireChannelRead(message);
    }

    private static String target(Http2HeadersFrame head) {
        return String.valueOf(head.headers().path());
    }

    @Override
    public ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    @Override
    public void answer(Turn turn) {
        ChannelHandlerContext ctx = context();
        List<Begun> requests = List.copyOf(waiting);
        waiting.clear();
        for (Begun request : requests) {
            Http2FrameStream stream = request.opening().stream();
            if (ours.contains(stream) && !isAnswered(ctx, stream, request.head(), turn)) { // else it was reset
                forget(ctx, stream);
                ctx.fireUserEventTriggered(request.opening());
                ctx.fireChannelRead(request.head());
            }
        }
        ctx.fireChannelReadComplete();
        ctx.flush();
    }

    private boolean isAnswered(ChannelHandlerContext ctx, Http2FrameStream stream, Http2HeadersFrame head, Turn turn) {
        HotAnswer hot = answers.get().current(target(head), turn);
        HotAnswer.Http2 answer = hot == null ? null : hot.to(head.headers());
        if (answer == null) {
            return false;
        }
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
        if (stream.state() == Http2Stream.State.CLOSED) {
            forget(ctx, stream);
        }
    }

    private void forget(ChannelHandlerContext ctx, Http2FrameStream stream) {
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
