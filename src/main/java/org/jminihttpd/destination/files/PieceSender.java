package org.jminihttpd.destination.files;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Sends a body piece by piece: a disk thread makes one when the socket has taken the one before, whose bytes are still on
 * their way meanwhile. So a connection costs one piece however slow the client is. (reactor-netty would ask a Publisher
 * for 128 of them.)
 *
 * <p>All state belongs to the event loop of the channel.
 */
final class PieceSender {

    /** Bytes of the smallest pieces, for when many clients are slow. */
    private static final int SMALL = 4 * 1024;

    private static final long PATIENCE_MILLIS = 100;

    private static final MemoryShare ROOM =
            new MemoryShare(Math.min(256 << 20, PlatformDependent.maxDirectMemory() / 4));

    private final Channel channel;
    private final ChannelOutboundInvoker writer;
    private final Pieces pieces;
    private final int most;
    private final Executor diskThreads;
    private final MonoSink<Void> sink;
    private boolean cancelled;

    private PieceSender(
            Channel channel,
            ChannelOutboundInvoker writer,
            Pieces pieces,
            int most,
            Executor diskThreads,
            MonoSink<Void> sink) {
        this.channel = channel;
        this.writer = writer;
        this.pieces = pieces;
        this.most = most;
        this.diskThreads = diskThreads;
        this.sink = sink;
    }

    /**
     * Sends all pieces; ends when the last one is written, or with the failure of one.
     *
     * @param most bytes of a piece while there is room
     */
    static Mono<Void> send(
            Channel channel, ChannelOutboundInvoker writer, Pieces pieces, int most, Executor diskThreads) {
        return Mono.create(sink -> {
            PieceSender sender = new PieceSender(channel, writer, pieces, most, diskThreads, sink);
            sink.onCancel(() -> sender.onLoop(() -> sender.cancelled = true));
            sender.onLoop(sender::next);
        });
    }

    private void onLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            // only a process that ends has no loop any more
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a loop that ends needs no more pieces
    private void next() {
        int size = ROOM.takeFair(most, SMALL);
        if (cancelled) {
            end(size, null);
            return;
        }
        try {
            diskThreads.execute(() -> make(size));
        } catch (RejectedExecutionException e) { // an answer that has begun is not given up for new ones
            ROOM.giveBack(size);
            channel.eventLoop().schedule(this::next, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void make(int size) {
        try {
            ReferenceCounted piece = pieces.next(channel.alloc(), size);
            onLoop(() -> write(piece, size));
        } catch (Throwable e) { // also a lack of memory
            onLoop(() -> end(size, e));
        }
    }

    private void write(@Nullable ReferenceCounted piece, int size) {
        if (piece == null || cancelled) {
            ReferenceCountUtil.release(piece);
            end(size, null);
            return;
        }
        writer.writeAndFlush(piece).addListener(written -> {
            if (written.isSuccess()) {
                ROOM.giveBack(size);
                next();
            } else {
                end(size, written.cause());
            }
        });
    }

    private void end(int size, @Nullable Throwable failure) {
        ROOM.giveBack(size);
        pieces.close();
        if (cancelled) {
            return;
        }
        if (failure == null) {
            sink.success();
        } else {
            sink.error(failure);
        }
    }
}
