package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
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

    private final Channel channel;
    private final Pieces pieces;
    private final Executor diskThreads;
    private final MonoSink<Void> sink;
    private int waiting;
    private boolean making;
    private boolean ended;

    private PieceSender(Channel channel, Pieces pieces, Executor diskThreads, MonoSink<Void> sink) {
        this.channel = channel;
        this.pieces = pieces;
        this.diskThreads = diskThreads;
        this.sink = sink;
    }

    /** Sends all pieces; ends when the last one is written, or with the failure of one. */
    static Mono<Void> send(Channel channel, Pieces pieces, Executor diskThreads) {
        return Mono.create(sink -> {
            PieceSender sender = new PieceSender(channel, pieces, diskThreads, sink);
            sink.onCancel(() -> channel.eventLoop().execute(() -> sender.ended = true));
            channel.eventLoop().execute(sender::makeNext);
        });
    }

    private void makeNext() {
        if (ended || making || waiting == AHEAD) {
            return;
        }
        making = true;
        try {
            diskThreads.execute(this::make);
        } catch (RejectedExecutionException e) {
            fail(e);
        }
    }

    private void make() {
        try {
            ByteBuf piece = pieces.next(channel.alloc());
            channel.eventLoop().execute(() -> write(piece));
        } catch (IOException | RuntimeException e) {
            channel.eventLoop().execute(() -> fail(e));
        }
    }

    private void write(@Nullable ByteBuf piece) {
        making = false;
        if (piece == null) {
            ended = true;
            finishIfAllWritten();
        } else if (ended) {
            piece.release();
        } else {
            waiting++;
            channel.writeAndFlush(piece).addListener(written -> {
                waiting--;
                if (written.isSuccess()) {
                    makeNext();
                    finishIfAllWritten();
                } else {
                    fail(written.cause());
                }
            });
            makeNext();
        }
    }

    private void finishIfAllWritten() {
        if (ended && waiting == 0) {
            sink.success();
        }
    }

    private void fail(@Nullable Throwable cause) {
        ended = true;
        sink.error(cause == null ? new IOException("write failed") : cause);
    }
}
