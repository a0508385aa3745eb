package org.jminihttpd.accesslog;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** Sees the requests and answers of one HTTP/1 connection, which come strictly in turn. */
@SuppressWarnings("FutureReturnValueIgnored") // the promise tells
final class Http1AccessLog extends ChannelDuplexHandler {

    private final Lines lines;
    private final Peer peer;
    private @Nullable Exchange current;

    Http1AccessLog(Lines lines, Peer peer) {
        this.lines = lines;
        this.peer = peer;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            if (lines.needIds() && request.decoderResult().isSuccess()) {
                RequestIds.ensure(request.headers());
            }
            current = new Exchange(lines, peer, RequestHead.Http1.of(request));
        } else if (message instanceof HttpContent part && current != null) {
            current.received(part.content().readableBytes());
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean last = message instanceof LastHttpContent;
        if (message instanceof HttpResponse answer) {
            HttpResponseStatus status = answer.status();
            boolean upgrade = status.code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code();
            if (status.codeClass() == HttpStatusClass.INFORMATIONAL && !upgrade) {
                ctx.write(message, promise);
                return;
            }
            if (current == null) {
                current = new Exchange(lines, peer, null);
            }
            current.answered(status.code());
            last |= upgrade; // what comes then is not HTTP
        }
        Exchange exchange = current;
        if (exchange == null) {
            ctx.write(message, promise);
            return;
        }
        if (last) {
            current = null;
        }
        Object body = message instanceof ByteBufHolder holder ? holder.content() : message;
        ctx.write(message, exchange.writing(body, last, promise));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (current != null) {
            current.ended();
            current = null;
        }
        ctx.fireChannelInactive();
    }
}
