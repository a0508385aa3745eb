package org.jminihttpd.lane;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.ChannelOperations;

/**
 * Answers what it can on one HTTP/1 connection and lets everything else pass untouched. Stands behind the guard, which
 * hands on one valid request at a time, and before reactor-netty, which must not see half of an exchange.
 */
final class HotRequests extends ChannelInboundHandlerAdapter {

    private final Supplier<HotAnswers> answers;
    private boolean swallows;
    private boolean answered;

    private HotRequests(Supplier<HotAnswers> answers) {
        this.answers = answers;
    }

    static void install(Channel channel, Supplier<HotAnswers> answers) {
        channel.pipeline().addBefore(NettyPipeline.HttpTrafficHandler, null, new HotRequests(answers));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // failed writes end in exceptionCaught or channelInactive
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (swallows) {
            swallows = !(message instanceof LastHttpContent);
            ReferenceCountUtil.release(message);
            return;
        }
        FullHttpResponse answer = message instanceof HttpRequest request
                ? answer(request, ctx.channel().eventLoop())
                : null;
        if (answer == null) {
            ctx.fireChannelRead(message);
            return;
        }
        swallows = !(message instanceof LastHttpContent);
        answered = true;
        ReferenceCountUtil.release(message);
        ctx.write(answer, ctx.voidPromise());
    }

    private @Nullable FullHttpResponse answer(HttpRequest request, EventLoop loop) {
        HotAnswer hot = answers.get().current(request.uri(), loop);
        return hot != null && PlainRequest.is(request) ? hot.to(request) : null;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (answered) {
            answered = false;
            ctx.flush();
            readOn(ctx);
        }
        ctx.fireChannelReadComplete();
    }

    /** reactor-netty asks for the next bytes after each of its own answers only. A client that takes nothing gives nothing. */
    private static void readOn(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        if (channel.isWritable() && ChannelOperations.get(channel) == null) {
            ctx.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        readOn(ctx);
        ctx.fireChannelWritabilityChanged();
    }
}
