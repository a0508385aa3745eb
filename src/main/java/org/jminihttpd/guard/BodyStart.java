package org.jminihttpd.guard;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps a request with a body back until what came with its head is decoded: a handler that refuses bodies answers at
 * once, and its answer would hide that the body is malformed.
 */
final class BodyStart extends ChannelInboundHandlerAdapter {

    /** More than one packet brings; a longer body need not be complete before its request is handled. */
    private static final int ENOUGH = 64 * 1024;

    private final RequestDecoder decoder;
    private final Deque<Object> held = new ArrayDeque<>(4);
    private int bytes;

    BodyStart(RequestDecoder decoder) {
        this.decoder = decoder;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (held.isEmpty() && !(message instanceof HttpRequest request && hasBody(request))) {
            ctx.fireChannelRead(message);
            return;
        }
        held.add(message);
        if (message instanceof ByteBufHolder content) {
            bytes += content.content().readableBytes();
        }
        if (message instanceof LastHttpContent || bytes > ENOUGH) {
            letIn(ctx);
        }
    }

    /** Whoever waits for 100 (Continue) sends no body before the handler has seen the request. */
    private static boolean hasBody(HttpRequest request) {
        return !HttpUtil.is100ContinueExpected(request) && announcesBody(request);
    }

    /** Whether a body follows the head, be it empty. */
    static boolean announcesBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!held.isEmpty() && decoder.isWithinChunkLine()) {
            ctx.read(); // nobody else does: the handler does not know of the request yet
            return;
        }
        letIn(ctx);
        ctx.fireChannelReadComplete();
    }

    private void letIn(ChannelHandlerContext ctx) {
        bytes = 0;
        for (Object message; (message = held.poll()) != null; ) {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }
}
