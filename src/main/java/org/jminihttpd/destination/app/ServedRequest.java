package org.jminihttpd.destination.app;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import org.jminihttpd.route.RoutedPath;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.SslInfo;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** A request as an application may see it: its path in normal form, nothing that only a trusted proxy may say. */
final class ServedRequest {

    /** Pieces of a body that wait for the application; each is what one read brought. */
    private static final int BODY_AHEAD = 4;

    private final ServerHttpRequest request;
    private final RoutedPath path;
    private final Channel channel;

    /** Of the event loop. */
    private long bodyBytes;

    private volatile long progress = System.nanoTime();
    private volatile boolean answered;
    private volatile boolean bodyBroken;

    ServedRequest(ServerHttpRequest request, RoutedPath path, Channel channel) {
        this.request = request;
        this.path = path;
        this.channel = channel;
    }

    String id() {
        return request.getId();
    }

    String method() {
        return request.getMethod().name();
    }

    /** The root of the application has a slash at its end, also where the route has none. */
    URI uri() {
        URI sent = request.getURI();
        String normal = path.path().toString();
        if (!path.route().endsWith("/")) {
            normal += "/";
        }
        if (normal.equals(sent.getRawPath())) {
            return sent;
        }
        String query = sent.getRawQuery();
        return URI.create(
                sent.getScheme() + "://" + sent.getRawAuthority() + normal + (query == null ? "" : "?" + query));
    }

    String contextPath() {
        String route = path.route();
        return route.endsWith("/") ? route.substring(0, route.length() - 1) : route;
    }

    void forEachField(BiConsumer<String, String> field) {
        for (Map.Entry<String, String> entry : received().requestHeaders()) {
            if (!ForwardedFields.has(entry.getKey())) {
                field.accept(entry.getKey(), entry.getValue());
            }
        }
    }

    @Nullable
    InetSocketAddress remoteAddress() {
        return request.getRemoteAddress();
    }

    @Nullable
    InetSocketAddress localAddress() {
        return request.getLocalAddress();
    }

    @Nullable
    String tlsSession() {
        SslInfo tls = request.getSslInfo();
        return tls == null ? null : tls.getSessionId();
    }

    X509Certificate @Nullable [] clientCertificates() {
        SslInfo tls = request.getSslInfo();
        return tls == null ? null : tls.getPeerCertificates();
    }

    /** Copies, because the application's Spring knows nothing of our buffers; handed over on its own threads. */
    Flow.Publisher<ByteBuffer> body(Workers workers) {
        return JdkFlowAdapter.publisherToFlowPublisher(received()
                .receive()
                .map(this::copy)
                .concatWith(Mono.defer(this::failUnlessWhole))
                .onErrorMap(this::brokenOff)
                .publishOn(workers.signalScheduler(), BODY_AHEAD));
    }

    private ByteBuffer copy(ByteBuf buffer) {
        ByteBuffer copy = ByteBuffer.allocate(buffer.readableBytes());
        bodyBytes += copy.capacity();
        progress = System.nanoTime();
        buffer.readBytes(copy);
        return copy.flip();
    }

    /** reactor-netty also completes a body when the connection is closed, and when the answer is complete before it. */
    private Mono<ByteBuffer> failUnlessWhole() {
        long length = request.getHeaders().getContentLength();
        boolean whole = length >= 0 ? bodyBytes == length : !answered && channel.isActive();
        return whole ? Mono.empty() : Mono.error(new EOFException("it ended after " + bodyBytes + " bytes"));
    }

    private Throwable brokenOff(Throwable cause) {
        bodyBroken = true;
        return new IOException("The client did not send the whole body: " + cause.getMessage());
    }

    /** When it came, or the last piece of its body that the application took: an upload may last. */
    long progress() {
        return progress;
    }

    /** Whether the application was told that the client did not send all of it, so that its failure is no wonder. */
    boolean isBodyBroken() {
        return bodyBroken;
    }

    /** The answer is complete, so no more of the body will come. */
    void answered() {
        answered = true;
    }

    private HttpServerRequest received() {
        return ServerHttpRequestDecorator.getNativeRequest(request);
    }

    /** For a log line; without the query, which may hold a secret. */
    @Override
    public String toString() {
        return method() + " " + path.path();
    }
}
