package org.jminihttpd.destination.python;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.netty.http.server.HttpServerRequest;

/** The body of a request on its way to a worker, no faster than the worker takes it. Belongs to the client's event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // failed writes end in the loss of the connection
final class RequestBody extends BaseSubscriber<ByteBuf> {

    /** Pieces on their way at once; Netty makes pieces of 8 KiB. */
    private static final int AHEAD = 16;

    private final Conversation conversation;
    private final WorkerConnection connection;
    private final Channel client;
    private boolean asked;
    private boolean ended;
    private boolean flushing;
    private volatile int onTheirWay;
    private volatile long progress;
    private volatile boolean receiving;

    RequestBody(Conversation conversation, WorkerConnection connection, Channel client) {
        this.conversation = conversation;
        this.connection = connection;
        this.client = client;
    }

    /** Asks the client, who may have waited for it (100-continue). */
    void receive(HttpServerRequest request) {
        if (!asked && !ended) {
            asked = true;
            receiving = true;
            request.receive().subscribe(this);
        }
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        request(AHEAD);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // this event loop's; others only look
    protected void hookOnNext(ByteBuf piece) {
        if (ended) {
            return;
        }
        onTheirWay++;
        progress++;
        connection.write(client.alloc().buffer(5).writeByte('C').writeInt(piece.readableBytes()));
        connection
                .write(piece.retain())
                .addListener(written -> onLoop(() -> {
                    onTheirWay--;
                    progress++;
                    request(1);
                }));
        flushSoon();
    }

    /** Once for all pieces that came together. */
    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            client.eventLoop().execute(() -> {
                flushing = false;
                connection.flush();
            });
        }
    }

    private void onLoop(Runnable task) {
        if (client.eventLoop().inEventLoop()) {
            task.run();
        } else {
            client.eventLoop().execute(task);
        }
    }

    @Override
    protected void hookOnComplete() {
        writeEnd();
    }

    @Override
    protected void hookOnError(Throwable failure) {
        receiving = false;
        conversation.abandon();
    }

    /** The answer is complete: what is still to come of the request interests nobody. */
    void end() {
        dispose();
        writeEnd();
    }

    private void writeEnd() {
        receiving = false;
        if (!ended) {
            ended = true;
            connection.write(Unpooled.wrappedBuffer(new byte[] {'Z', 0, 0, 0, 0}));
            flushSoon();
        }
    }

    /** A number that changes while the worker takes it. */
    long progress() {
        return progress;
    }

    /** Whether everything that the client sent is with the worker, but not all that the client will send. */
    boolean waitsForClient() {
        return receiving && onTheirWay == 0;
    }
}
