package org.jminihttpd.destination.app.bridge;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The client at the other end of a WebSocket. Any thread may call. */
public interface WebSocketPeer {

    /** What a frame is for. */
    enum Kind {
        TEXT,
        BINARY,
        PING,
        PONG
    }

    /**
     * A message, or a ping or pong.
     *
     * @param kind what it is for
     * @param payload its bytes; who gets the frame owns them
     */
    record Frame(Kind kind, ByteBuffer payload) {}

    /** What it sends; at most one subscriber. */
    Flow.Publisher<Frame> frames();

    /** Sends it frames, asked for at the pace it takes them. */
    void send(Flow.Publisher<Frame> frames, Done done);

    boolean isOpen();

    /** Says good-bye. */
    void close(int code, @Nullable String reason, Done done);

    /** Tells code and reason when the connection has ended. */
    void onClose(BiConsumer<Integer, @Nullable String> closed);
}
