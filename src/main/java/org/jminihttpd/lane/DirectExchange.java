package org.jminihttpd.lane;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * A request of HTTP/1.1 without a body, and its answer, right behind the guard: no more happens to what is written than
 * the codec and the guard do. All methods are for the event loop of the channel.
 */
public final class DirectExchange {

    private final HotRequests lane;
    private final ChannelHandlerContext context;
    private final HttpRequest request;
    private final Turn turn;
    private @Nullable Runnable onGone;
    private @Nullable Runnable onEnd;

    DirectExchange(HotRequests lane, ChannelHandlerContext context, HttpRequest request, Turn turn) {
        this.lane = lane;
        this.context = context;
        this.request = request;
        this.turn = turn;
    }

    public HttpRequest request() {
        return request;
    }

    /** What it was read in; a look at the file system is good for all of it. */
    public Turn turn() {
        return turn;
    }

    /** The target in origin form, as the client sent it. */
    public String target() {
        return request.uri();
    }

    public Channel channel() {
        return context.channel();
    }

    /** Where parts of the answer are written that are not its last, and flushed: the channel itself is reactor-netty's. */
    public ChannelOutboundInvoker writer() {
        return context;
    }

    /** Has something done when the client leaves before the answer is complete. */
    public void onGone(Runnable task) {
        onGone = task;
    }

    /** Has something done once, at the end or when the client leaves. */
    public void onEnd(Runnable task) {
        onEnd = task;
    }

    /** Writes a part of the answer, or the whole; behind a {@link LastHttpContent} the next request may come. */
    @SuppressWarnings("FutureReturnValueIgnored") // failed writes end in exceptionCaught or channelInactive
    public void write(Object part) {
        context.write(part, context.voidPromise());
        if (part instanceof LastHttpContent) {
            lane.answered(this);
        }
    }

    /** Writes a whole answer; to HEAD without its body, whose reference is taken over. */
    public void writeWhole(HttpResponseStatus status, HttpHeaders fields, ByteBuf body) {
        ByteBuf sent = body;
        if (request.method().equals(HttpMethod.HEAD)) {
            body.release();
            sent = Unpooled.EMPTY_BUFFER;
        }
        write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, sent, fields, EmptyHttpHeaders.INSTANCE));
    }

    void gone() {
        if (onGone != null) {
            onGone.run();
        }
        end();
    }

    /** Nothing is left to be done. */
    public void end() {
        Runnable task = onEnd;
        if (task != null) {
            onEnd = null;
            task.run();
        }
    }
}
