package org.jminihttpd.listen;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jminihttpd.guard.HttpsHint;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/** Waits for the end of one connection's handshake: success lets HTTP begin, failure closes without the stack traces of Netty. */
final class TlsHandshake extends ChannelInboundHandlerAdapter {

    private final Handshakes handshakes;
    private final @Nullable StrictTransportSecurity header;
    private boolean failed;

    TlsHandshake(Handshakes handshakes, @Nullable StrictTransportSecurity header) {
        this.handshakes = handshakes;
        this.header = header;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            context.fireUserEventTriggered(event);
        } else if (handshake.isSuccess()) {
            ChannelPipeline pipeline = context.pipeline();
            handshakes.succeeded(
                    pipeline.get(SslHandler.class).engine().getSession().getProtocol());
            context.fireUserEventTriggered(event); // with ALPN, this is what puts the codec into the pipeline
            pipeline.remove(this);
            if (header != null && pipeline.get(NettyPipeline.HttpCodec) != null) {
                pipeline.addAfter(NettyPipeline.HttpCodec, null, header);
            }
        } else {
            fail(context, handshake.cause());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, cause);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // closed is closed
    private void fail(ChannelHandlerContext context, Throwable cause) {
        if (!failed) { // the engine tells of it as an event and as an exception
            handshakes.failed(context.channel().remoteAddress(), cause);
        }
        failed = true;
        ChannelHandlerContext tls = context.pipeline().context(SslHandler.class);
        if (cause instanceof NotSslRecordException && tls != null) {
            tls.writeAndFlush(HttpsHint.answer()); // in the clear, past the TLS handler
        }
        context.close();
    }
}
