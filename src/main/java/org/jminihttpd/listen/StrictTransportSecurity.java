package org.jminihttpd.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AsciiString;
import java.time.Duration;
import reactor.netty.NettyPipeline;

/** Puts Strict-Transport-Security (RFC 6797) on every answer of a TLS connection, errors of the HTTP codec included. */
@Sharable
final class StrictTransportSecurity extends ChannelOutboundHandlerAdapter {

    private static final AsciiString NAME = AsciiString.cached("strict-transport-security");

    private final AsciiString value;

    StrictTransportSecurity(Duration maxAge) {
        value = AsciiString.cached("max-age=" + maxAge.toSeconds());
    }

    /** Goes next to the HTTP codec, which is there from the start or, with ALPN, from the end of the handshake. */
    void install(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(NettyPipeline.HttpCodec) != null) {
            pipeline.addAfter(NettyPipeline.HttpCodec, null, this);
        } else {
            pipeline.addBefore(NettyPipeline.ReactiveBridge, null, new AfterHandshake());
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
                response.headers().set(NAME, value);
            }
        } else if (message instanceof Http2HeadersFrame frame && frame.headers().status() != null) { // no trailers
            frame.headers().set(NAME, value);
        }
        context.write(message, promise);
    }

    private final class AfterHandshake extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent) {
                context.pipeline().remove(this);
                if (context.pipeline().get(NettyPipeline.HttpCodec) != null) {
                    context.pipeline().addAfter(NettyPipeline.HttpCodec, null, StrictTransportSecurity.this);
                }
            }
            context.fireUserEventTriggered(event);
        }
    }
}
