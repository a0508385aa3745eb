package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Sends a body piece by piece: one is made on a disk thread while another waits for the client, so a connection costs
 * two pieces however slow the client is. (reactor-netty would ask a Publisher for 128 of them.)
 *
 * <p>All state belongs to the event loop of the channel.
 */
final class PieceSender {

    private static final int AHEAD = 2;

    /** Bytes. Measured over TLS: 1 KiB pieces reach 0.16 of nginx, 64 KiB 1.34, larger ones less again. */
    private static final int LARGE = 64 * 1024;

    /** For when so many clients are slow that large pieces would use up the memory that sockets need. */
    private static final int SMALL = 4 * 1024;

    private static final MemoryShare LARGE_PIECES = new MemoryShare(PlatformDependent.maxDirectMemory() / 4);

    private final Channel channel;
    private final ChannelOutboundInvoker writer;
    private final Pieces pieces;
    private final Executor diskThreads;
    private final MonoSink<Void> sink;
    private int waiting;
    private boolean making;
    private boolean ended;
    private boolean told;

    private PieceSender(
            Channel channel, ChannelOutboundInvoker writer, Pieces pieces, Executor diskThreads, MonoSink<Void> sink) {
        this.channel = channel;
        this.writer = writer;
        this.pieces = pieces;
        this.diskThreads = diskThreads;
        this.sink = sink;
    }

    /** Sends all pieces; ends when the last one is written, or with the failure of one. */
    static Mono<Void> send(Channel channel, ChannelOutboundInvoker writer, Pieces pieces, Executor diskThreads) {
        return Mono.create(sink -> {
            PieceSender sender = new PieceSender(channel, writer, pieces, diskThreads, sink);
            sink.onCancel(() -> sender.onLoop(sender::cancel));
            sender.onLoop(sender::makeNext);
        });
    }

    /** Only a process that ends has no loop any more. */
    private void onLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            ended = true;
        }
    }

    private void cancel() {
        ended = true;
        told = true;
    }

    private void makeNext() {
        if (ended || making || waiting == AHEAD) {
            return;
        }
        making = true;
        int size = LARGE_PIECES.tryTake(LARGE) ? LARGE : SMALL;
        try {
            diskThreads.execute(() -> make(size));
        } catch (RejectedExecutionException e) {
            done(size);
            fail(e);
        }
    }

    private void make(int size) {
        try {
            ByteBuf piece = pieces.next(channel.alloc(), size);
            onLoop(() -> write(piece, size));
        } catch (Throwable e) { // also a lack of memory
            done(size);
            onLoop(() -> fail(e));
        }
    }

    private void write(@Nullable ByteBuf piece, int size) {
        making = false;
        if (piece == null || ended) {
            ReferenceCountUtil.release(piece);
            done(size);
            ended = true;
            finishIfAllWritten();
            return;
        }
        waiting++;
        writer.writeAndFlush(piece).addListener(written -> {
            waiting--;
            done(size);
            if (written.isSuccess()) {
                makeNext();
                finishIfAllWritten();
            } else {
                fail(written.cause());
            }
        });
        makeNext();
    }

    private static void done(int size) {
        if (size == LARGE) {
            LARGE_PIECES.giveBack(LARGE);
        }
    }

    private void finishIfAllWritten() {
        if (ended && waiting == 0 && !told) {
            told = true;
            sink.success();
        }
    }

    private void fail(@Nullable Throwable cause) {
        ended = true;
        if (!told) {
            told = true;
            sink.error(cause == null ? new IOException("write failed") : cause);
        }
    }
}
