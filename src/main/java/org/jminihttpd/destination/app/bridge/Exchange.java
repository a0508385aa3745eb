package org.jminihttpd.destination.app.bridge;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request, and the one answer it gets. Any thread may call.
 *
 * <p>An answer is begun by one of the methods with a head and completed by {@link #finish} or {@link #fail}. Header fields
 * are a list of names and values in turn. {@code done} is told null, or why the bytes could not be sent.
 */
public interface Exchange {

    /** A name for the request, unique among those that run. */
    String id();

    String method();

    /** Scheme, host and port as the client sees them, the path in normal form, the query as it was sent. */
    URI uri();

    /** The part of the path that is the application's place: empty, or with a slash at its begin and none at its end. */
    String contextPath();

    void forEachField(BiConsumer<String, String> field);

    /** The client; null on a Unix-domain socket. */
    @Nullable
    InetSocketAddress remoteAddress();

    /** Where it connected to; null on a Unix-domain socket. */
    @Nullable
    InetSocketAddress localAddress();

    /** The session id of TLS, or null if the connection is plain or has none. */
    @Nullable
    String tlsSession();

    /** Certificates of the client, or null. */
    X509Certificate @Nullable [] clientCertificates();

    /** The body; at most one subscriber. It comes at the pace it is asked for. */
    Flow.Publisher<ByteBuffer> body();

    /** The head, with the whole body or none. The buffer is the server's from then on. */
    void answer(int status, List<String> fields, @Nullable ByteBuffer body, Done done);

    /** The head, with a body that is asked for at the pace the client takes it. */
    void answer(int status, List<String> fields, Flow.Publisher<ByteBuffer> body, Done done);

    /** The head, with a part of a file. */
    void answer(int status, List<String> fields, Path file, long position, long count, Done done);

    /**
     * Leaves HTTP for WebSocket.
     *
     * @param fields of the handshake's answer
     * @param protocol the subprotocol agreed on, if any
     * @param maxFrame the longest frame that is taken, in bytes
     * @param handler told once of the connection, which ends when what it returns does
     */
    void upgrade(
            List<String> fields,
            @Nullable String protocol,
            int maxFrame,
            Function<WebSocketPeer, Flow.Publisher<Void>> handler,
            Done done);

    /** The application has no more to say. */
    void finish();

    /**
     * The application failed. Before a head the client gets the server's page for the status; behind it the connection
     * ends, so that it is not taken for complete.
     *
     * @param status 400 or more
     * @param fields for the answer, for example {@code Allow}
     * @param cause for the log, if the status is 500 or more
     */
    void fail(int status, List<String> fields, Throwable cause);
}
