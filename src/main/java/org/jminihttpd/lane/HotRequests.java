package org.jminihttpd.lane;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.ChannelOperations;

/**
 * Answers what it can on one HTTP/1 connection, or has it answered by a shortcut, and lets everything else pass untouched.
 * Stands behind the guard, which hands on one valid request at a time, and before reactor-netty, which must not see half of
 * an exchange.
 */
final class HotRequests extends ChannelInboundHandlerAdapter implements Turn.Waiting {

    private final Supplier<HotAnswers> answers;
    private final Shortcut shortcut;
    private @Nullable ChannelHandlerContext context;
    private @Nullable HttpRequest waiting;
    private @Nullable DirectExchange running;
    private boolean swallows;

    private HotRequests(Supplier<HotAnswers> answers, Shortcut shortcut) {
        this.answers = answers;
        this.shortcut = shortcut;
    }

    static void install(Channel channel, Supplier<HotAnswers> answers, Shortcut shortcut) {
        channel.pipeline().addBefore(NettyPipeline.HttpTrafficHandler, null, new HotRequests(answers, shortcut));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (swallows) {
            swallows = !(message instanceof LastHttpContent);
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request && PlainRequest.isBodiless(request)) {
            swallows = !(message instanceof LastHttpContent);
            waiting = request;
            Turn.await(ctx.channel().eventLoop(), this);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // failed writes end in exceptionCaught or channelInactive
    public void answer(Turn turn) {
        HttpRequest request = waiting;
        if (request == null) {
            return; // the client has gone
        }
        waiting = null;
        ChannelHandlerContext ctx = context();
        FullHttpResponse answer = replay(request, turn);
        if (answer != null) {
            ReferenceCountUtil.release(request);
            ctx.write(answer, ctx.voidPromise());
            goOn(ctx);
        } else if (isTaken(request, ctx, turn)) {
            ReferenceCountUtil.release(request);
        } else {
            pass(ctx, request);
        }
    }

    private @Nullable FullHttpResponse replay(HttpRequest request, Turn turn) {
        if (!answers.get().has(request.uri()) || !PlainRequest.is(request)) {
            return null;
        }
        HotAnswer hot = answers.get().current(request.uri(), turn);
        return hot == null ? null : hot.to(request);
    }

    /** With the end, if it was swallowed meanwhile. */
    private void pass(ChannelHandlerContext ctx, HttpRequest request) {
        boolean ended = !swallows && !(request instanceof LastHttpContent);
        swallows = false;
        ctx.fireChannelRead(request);
        if (ended) {
            ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        }
        ctx.fireChannelReadComplete();
    }

    private boolean isTaken(HttpRequest request, ChannelHandlerContext ctx, Turn turn) {
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return false; // it may need chunks
        }
        DirectExchange exchange = new DirectExchange(this, ctx, request, turn);
        running = exchange;
        if (!shortcut.take(exchange)) {
            running = null;
            return false;
        }
        return true;
    }

    /** An exchange has written its whole answer. */
    void answered(DirectExchange exchange) {
        if (running != exchange) {
            return; // the client has gone
        }
        running = null;
        goOn(context());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        DirectExchange left = running;
        running = null;
        waiting = null;
        if (left != null) {
            left.gone();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (waiting
                != null) { // not with the answer: to take the socket out of epoll and put it back is two system calls
            readOn(ctx);
        }
        ctx.fireChannelReadComplete();
    }

    private void goOn(ChannelHandlerContext ctx) {
        ctx.flush();
        readOn(ctx);
    }

    /**
     * reactor-netty asks for the next bytes after each of its own answers only. A client that takes nothing gives nothing, and
     * a connection may have ended with its answer.
     */
    private void readOn(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        if (running == null && channel.isActive() && channel.isWritable() && ChannelOperations.get(channel) == null) {
            ctx.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        readOn(ctx);
        ctx.fireChannelWritabilityChanged();
    }
}
