package org.jminihttpd.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/** Lets handlers be added around the HTTP codec of each connection, which TLS with ALPN puts in after the handshake only. */
final class CodecReady {

    private CodecReady() {}

    /** The step that does something with each connection as soon as its codec is there. */
    static HttpServer apply(HttpServer server, Consumer<Channel> install) {
        return server.doOnChannelInit((observer, channel, remote) -> {
            ChannelPipeline pipeline = channel.pipeline();
            if (pipeline.get(NettyPipeline.HttpCodec) != null) {
                install.accept(channel);
            } else if (pipeline.get(NettyPipeline.ReactiveBridge) != null) {
                pipeline.addBefore(NettyPipeline.ReactiveBridge, null, new AfterHandshake(install));
            }
        });
    }

    private static final class AfterHandshake extends ChannelInboundHandlerAdapter {

        private final Consumer<Channel> install;

        AfterHandshake(Consumer<Channel> install) {
            this.install = install;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                ctx.pipeline().remove(this);
                if (ctx.pipeline().get(NettyPipeline.HttpCodec) != null) {
                    install.accept(ctx.channel());
                }
            }
            ctx.fireUserEventTriggered(event);
        }
    }
}
