package org.jminihttpd.guard;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection whose client may still be sending: our direction first, the rest when the client is done too.
 * Closed at once, unread bytes would make the kernel send a reset, which can destroy the answer on its way (RFC 9112 9.6).
 */
@SuppressWarnings("FutureReturnValueIgnored") // failed writes and closes end in channelInactive
final class LingeringClose {

    /** For a client that is known to be sending still. */
    static final Duration LONG = Duration.ofSeconds(2);

    /** For one that may have sent what was not read yet. */
    static final Duration SHORT = Duration.ofMillis(100);

    private static final int MOST_ROUNDS = 15;

    private LingeringClose() {}

    /** Ends the connection; what still comes must be read and thrown away by the caller. */
    static void start(ChannelHandlerContext ctx, ChannelPromise promise, Duration patience) {
        Channel channel = ctx.channel();
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        Future<?> farewell = tls == null ? channel.newSucceededFuture() : tls.closeOutbound();
        farewell.addListener(said -> {
            if (channel.isActive() && channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
        });
        channel.config().setAutoRead(true);
        channel.closeFuture().addListener(closed -> promise.trySuccess());
        endAfter(patience, ctx, MOST_ROUNDS);
    }

    /** A client that still takes what the kernel holds for it gets another round. */
    private static void endAfter(Duration patience, ChannelHandlerContext ctx, int rounds) {
        Future<?> end = ctx.executor()
                .schedule(
                        () -> {
                            if (rounds > 1 && OutboundProgress.isTaking(ctx.channel(), LONG.toMillis() / 2)) {
                                endAfter(LONG, ctx, rounds - 1);
                            } else {
                                ctx.close();
                            }
                        },
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS);
        ctx.channel().closeFuture().addListener(closed -> end.cancel(false));
    }
}
