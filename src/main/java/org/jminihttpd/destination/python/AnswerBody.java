package org.jminihttpd.destination.python;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.DefaultFileRegion;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * An answer on its way to the client, no faster than the client takes it.
 *
 * <p>All state belongs to the event loop of the client.
 */
final class AnswerBody {

    /** Bytes that may wait for the client; what a read of the worker's connection brings comes on top. */
    private static final int AHEAD = 128 * 1024;

    /** Bytes that a piece costs besides its own: a worker may send them one by one. */
    private static final long PIECE = 256;

    private final Conversation conversation;
    private final AnswerHead head;
    private final Channel client;
    private final List<ReferenceCounted> early = new ArrayList<>(2);
    private @Nullable MonoSink<Void> sink;
    private boolean discarding;
    private boolean ended;
    private boolean failed;
    private int writes;
    private long waiting;
    private volatile boolean saturated;

    AnswerBody(Conversation conversation, AnswerHead head, Channel client) {
        this.conversation = conversation;
        this.head = head;
        this.client = client;
    }

    AnswerHead head() {
        return head;
    }

    /** Takes a piece, and its buffer. */
    void take(ByteBuf bytes) {
        add(bytes);
    }

    /** Takes a file that the worker has open, through a descriptor of our own; false if it cannot be had. */
    boolean take(WorkerFrame.File file, int process) {
        try {
            FileChannel channel = FileChannel.open(Path.of("/proc/" + process + "/fd/" + file.descriptor()));
            add(new DefaultFileRegion(channel, file.position(), file.count())); // closes it
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void add(ReferenceCounted part) {
        if (discarding) {
            part.release();
        } else if (sink == null) {
            early.add(part);
        } else {
            write(part);
        }
    }

    /** All of it was taken. */
    void end() {
        ended = true;
        client.flush();
        finish();
    }

    /** No more of it will come. */
    void fail() {
        failed = true;
        if (sink != null) {
            sink.error(new IOException("broken off"));
        }
    }

    /** Nobody wants it. */
    void discard() {
        discarding = true;
        early.forEach(ReferenceCounted::release);
        early.clear();
        conversation.resume();
    }

    /** The whole body, if it is here and not begun to be sent; the caller's. */
    @Nullable
    ByteBuf takeWhole() {
        if (!ended || failed || sink != null || !early.stream().allMatch(ByteBuf.class::isInstance)) {
            return null;
        }
        ByteBuf whole =
                early.size() == 1 ? (ByteBuf) early.get(0) : Unpooled.wrappedBuffer(early.toArray(ByteBuf[]::new));
        early.clear();
        return whole;
    }

    /** Begins to send it. */
    void start(MonoSink<Void> given) {
        sink = given;
        if (failed) {
            fail();
            return;
        }
        early.forEach(this::write);
        early.clear();
        readOn();
        finish();
    }

    /** Sends what was taken, and lets more come unless too much waits for the client. */
    void readOn() {
        if (sink == null && !discarding) {
            return;
        }
        client.flush();
        saturated = waiting >= AHEAD;
        if (!saturated) {
            conversation.resume();
        }
    }

    private void write(ReferenceCounted part) {
        long size = PIECE + (part instanceof ByteBuf bytes ? bytes.readableBytes() : 0);
        writes++;
        waiting += size;
        client.write(part).addListener(written -> {
            writes--;
            waiting -= size;
            if (!written.isSuccess()) {
                conversation.abandon();
                fail();
            } else {
                if (saturated && waiting < AHEAD) {
                    saturated = false;
                    conversation.resume();
                }
                finish();
            }
        });
    }

    private void finish() {
        if (ended && writes == 0 && sink != null) {
            sink.success();
        }
    }

    /** Whether more may come when the client has taken some. */
    boolean waitsForClient() {
        return saturated;
    }
}
