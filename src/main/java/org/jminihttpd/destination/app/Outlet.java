package org.jminihttpd.destination.app;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundInvoker;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jminihttpd.destination.app.bridge.WebSocketPeer;
import org.jminihttpd.http.ErrorAnswer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The way of an answer to its client. All is for the event loop of the channel, but for {@link #onGone}. */
interface Outlet {

    Channel channel();

    /** Where the pieces of a body are written and flushed, once the head is. */
    ChannelOutboundInvoker writer();

    /** Has something done when the client leaves before {@link #end}; called once. */
    void onGone(Runnable task);

    /** The head with the whole body, or none. */
    Mono<Void> send(AnswerHead head, @Nullable ByteBuffer body);

    /** The head, then what writes the body to the channel. */
    Mono<Void> send(AnswerHead head, Mono<Void> body);

    /** The head with a part of a file, where the kernel can send it. */
    Mono<Void> send(AnswerHead head, Path file, long position, long count);

    Mono<Void> send(ErrorAnswer answer);

    /**
     * Leaves HTTP for WebSocket; what it gives ends with the connection.
     *
     * @param failed told what the application's handler throws
     */
    Mono<Void> upgrade(
            AnswerHead head,
            @Nullable String protocol,
            int maxFrame,
            Workers workers,
            Function<WebSocketPeer, Flow.Publisher<Void>> handler,
            Consumer<Throwable> failed);

    /** Whether the client already has all there is, so that the connection may be at another request. */
    boolean isComplete();

    /** The answer is complete. */
    void end();
}
