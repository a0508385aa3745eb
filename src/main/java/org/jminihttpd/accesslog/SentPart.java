package org.jminihttpd.accesslog;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCounted;
import org.jspecify.annotations.Nullable;

/** Waits for a large part of a body to go out, and if it does not, knows how much of it did. */
final class SentPart implements ChannelFutureListener {

    private final Exchange exchange;
    private final @Nullable ReferenceCounted part;
    private final long before;
    private final long after;

    private SentPart(Exchange exchange, @Nullable ReferenceCounted part, long before, long after) {
        this.exchange = exchange;
        this.part = part;
        this.before = before;
        this.after = after;
    }

    /**
     * Of a part about to be written.
     *
     * @param size its bytes
     * @param after bytes of the body up to its end
     */
    static SentPart of(Exchange exchange, Object body, long size, long after) {
        // what TLS has taken is not sent yet, so there a part counts as a whole only
        ReferenceCounted part =
                !exchange.peer().tls() && body instanceof ReferenceCounted counted ? counted.retain() : null;
        return new SentPart(exchange, part, after - size, after);
    }

    @Override
    public void operationComplete(ChannelFuture future) {
        if (future.isSuccess()) {
            exchange.sent(after);
        } else if (part instanceof FileRegion region) {
            exchange.sent(region.transferred() == 0 ? 0 : before + region.transferred());
        } else if (part instanceof ByteBuf bytes) {
            // the socket moves the reader index on as it takes bytes
            long taken = after - before - bytes.readableBytes();
            exchange.sent(taken == 0 ? 0 : before + taken);
        }
        if (part != null) {
            part.release();
        }
    }
}
