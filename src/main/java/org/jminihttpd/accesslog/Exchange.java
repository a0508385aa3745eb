package org.jminihttpd.accesslog;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** One request and the answer to it, as far as a line tells of them; belongs to the event loop of its connection. */
final class Exchange implements ChannelFutureListener {

    /** As nginx calls it: the client went away before there was an answer. */
    private static final int CLIENT_CLOSED_REQUEST = 499;

    /** So many bytes may be on their way without being watched: watching costs an object. */
    private static final int UNWATCHED = 16 << 10;

    private final Lines lines;
    private final Peer peer;
    private final @Nullable RequestHead head;
    private final long beginNanos = System.nanoTime();
    private final boolean toHead;

    private long waited = -1;
    private int status = CLIENT_CLOSED_REQUEST;
    private boolean bodiless;
    private boolean lastWritten;
    private boolean logged;
    private long written;
    private long watched;
    private long sent;
    private long received;

    /** @param head null for an answer without a request: one that did not arrive in time, or was none */
    Exchange(Lines lines, Peer peer, @Nullable RequestHead head) {
        this.lines = lines;
        this.peer = peer;
        this.head = head;
        this.toHead = head != null && "HEAD".contentEquals(head.method());
    }

    Peer peer() {
        return peer;
    }

    @Nullable
    RequestHead head() {
        return head;
    }

    @Nullable
    CharSequence field(AsciiString name) {
        return head == null ? null : head.field(name);
    }

    /** The URL of the route that answers; null for an answer without a request. */
    @Nullable
    String route() {
        return head == null ? null : lines.route(head.target());
    }

    int status() {
        return status;
    }

    /** Bytes of the body that went out. */
    long bytes() {
        return sent;
    }

    /** Bytes of the body of the request. */
    long received() {
        return received;
    }

    /** So many more of them have come. */
    void received(int bytes) {
        received += bytes;
    }

    /** From the head of the request to now. */
    long nanos() {
        return System.nanoTime() - beginNanos;
    }

    /** From the head of the request to that of the answer: what the route, its worker or application took; -1 if none came. */
    long waited() {
        return waited;
    }

    long endMillis() {
        return System.currentTimeMillis();
    }

    /** The head of the answer is being written. */
    void answered(int code) {
        waited = nanos();
        status = code;
        bodiless = toHead || code == 204 || code == 304;
    }

    /**
     * A part of the answer is being written.
     *
     * @param body a buffer or a file region; anything else has no bytes
     * @param last whether the answer ends with it
     * @return the promise to write with
     */
    ChannelPromise writing(Object body, boolean last, ChannelPromise promise) {
        long size = bodiless ? 0 : size(body);
        written += size;
        lastWritten = last;
        boolean large = written - watched > UNWATCHED;
        if (!last && !large) {
            return promise;
        }
        ChannelPromise telling = promise.unvoid();
        if (large) {
            watched = written;
            telling.addListener(SentPart.of(this, body, size, written));
        }
        return last ? telling.addListener(this) : telling;
    }

    private static long size(Object body) {
        if (body instanceof ByteBuf bytes) {
            return bytes.readableBytes();
        }
        return body instanceof FileRegion region ? region.count() : 0;
    }

    /** So much of the body went out, at least. */
    void sent(long bytes) {
        sent = Math.max(sent, bytes);
    }

    /** The last part of the answer went out, or cannot. */
    @Override
    public void operationComplete(ChannelFuture future) {
        if (future.isSuccess()) {
            sent = written;
        }
        log();
    }

    /** The connection or stream has ended, maybe in the middle of the answer. */
    void ended() {
        if (!lastWritten) { // else the promise of the last part tells
            log();
        }
    }

    private void log() {
        if (!logged) {
            logged = true;
            if (head == null || !isOwn(head)) {
                lines.add(this);
            }
        }
    }

    private static boolean isOwn(RequestHead head) {
        CharSequence target = head.target();
        if (target.length() != 1 || target.charAt(0) != '*') {
            return false;
        }
        CharSequence agent = head.field(HttpHeaderNames.USER_AGENT);
        return agent != null && AccessLog.OWN_AGENT.contentEquals(agent);
    }
}
