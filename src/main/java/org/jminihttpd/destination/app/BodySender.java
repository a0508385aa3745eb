package org.jminihttpd.destination.app;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Sends what an application publishes, asking it for no more than the client takes: some buffers, or one if they are large.
 * (reactor-netty would ask for 128 of any size.)
 *
 * <p>All state belongs to the event loop of the channel; the application is asked on its own threads.
 */
final class BodySender implements Flow.Subscriber<ByteBuffer> {

    /** Bytes on their way to one client. */
    private static final int WINDOW = 128 << 10;

    private static final int MOST_ASKED = 32;

    private final EventExecutor loop;
    private final ChannelOutboundInvoker writer;
    private final long length;
    private final Executor worker;
    private final MonoSink<Void> sink;
    private Flow.@Nullable Subscription subscription;
    private long sent;
    private int waiting;
    private int asked;
    private int typical = WINDOW;
    private boolean flushes;
    private boolean complete;
    private boolean cancelled;
    private boolean ended;

    private BodySender(Outlet outlet, long length, Executor worker, MonoSink<Void> sink) {
        this.loop = outlet.channel().eventLoop();
        this.writer = outlet.writer();
        this.length = length;
        this.worker = worker;
        this.sink = sink;
    }

    /**
     * Sends a body; ends when all is written, or with the failure of either side.
     *
     * @param length what the head announced, or -1
     */
    static Mono<Void> send(Outlet outlet, Flow.Publisher<ByteBuffer> body, long length, Executor worker) {
        return Mono.create(sink -> {
            BodySender sender = new BodySender(outlet, length, worker, sink);
            sink.onCancel(() -> sender.loop.execute(sender::cancel));
            worker.execute(() -> body.subscribe(sender));
        });
    }

    @Override
    public void onSubscribe(Flow.Subscription from) {
        loop.execute(() -> {
            subscription = from;
            if (cancelled) {
                worker.execute(from::cancel);
            } else {
                ask();
            }
        });
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        loop.execute(() -> write(buffer));
    }

    @Override
    public void onError(Throwable failure) {
        loop.execute(() -> end(failure));
    }

    @Override
    public void onComplete() {
        loop.execute(() -> {
            complete = true;
            endIfAllWritten();
        });
    }

    private void ask() {
        Flow.Subscription from = subscription;
        if (ended || cancelled || complete || asked > 0 || waiting >= WINDOW || from == null) {
            return;
        }
        int wanted = Math.max(1, Math.min(MOST_ASKED, (WINDOW - waiting) / Math.max(1, typical)));
        asked = wanted;
        worker.execute(() -> from.request(wanted));
    }

    private void write(ByteBuffer buffer) {
        asked--;
        int size = buffer.remaining();
        if (ended || cancelled || size == 0) {
            ask();
            return;
        }
        sent += size;
        if (length >= 0 && sent > length) {
            fail(new IOException("the body is longer than its Content-Length " + length));
            return;
        }
        typical = size;
        waiting += size;
        writer.write(Unpooled.wrappedBuffer(buffer)).addListener(written -> {
            waiting -= size;
            if (written.isSuccess()) {
                ask();
                endIfAllWritten();
            } else {
                fail(written.cause());
            }
        });
        if (!flushes) { // behind what came meanwhile
            flushes = true;
            loop.execute(this::flush);
        }
        ask();
    }

    private void flush() {
        flushes = false;
        writer.flush();
    }

    private void endIfAllWritten() {
        if (complete && waiting == 0) {
            boolean shorter = length >= 0 && sent < length;
            end(shorter ? new IOException("the body has %d of %d bytes".formatted(sent, length)) : null);
        }
    }

    private void fail(@Nullable Throwable cause) {
        cancel();
        end(cause == null ? new IOException("write failed") : cause);
    }

    private void end(@Nullable Throwable failure) {
        if (!ended) {
            ended = true;
            if (failure == null) {
                sink.success();
            } else {
                sink.error(failure);
            }
        }
    }

    private void cancel() {
        Flow.Subscription from = subscription;
        if (from != null && !complete && !cancelled) {
            worker.execute(from::cancel);
        }
        cancelled = true;
    }
}
