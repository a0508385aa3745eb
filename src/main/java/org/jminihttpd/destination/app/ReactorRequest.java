package org.jminihttpd.destination.app;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.concurrent.Flow;
import org.jminihttpd.route.RoutedPath;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.SslInfo;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** A request as reactor-netty and Spring have it. */
final class ReactorRequest extends ServedRequest {

    /** Pieces of a body that wait for the application; each is what one read brought. */
    private static final int BODY_AHEAD = 4;

    private final ServerHttpRequest request;
    private final Channel channel;

    /** Of the event loop. */
    private long bodyBytes;

    ReactorRequest(ServerHttpRequest request, RoutedPath path, Channel channel) {
        super(path);
        this.request = request;
        this.channel = channel;
    }

    @Override
    String id() {
        return request.getId();
    }

    @Override
    String method() {
        return request.getMethod().name();
    }

    @Override
    URI uri() {
        URI sent = request.getURI();
        String normal = pathOfApplication();
        if (normal.equals(sent.getRawPath())) {
            return sent;
        }
        String query = sent.getRawQuery();
        return URI.create(
                sent.getScheme() + "://" + sent.getRawAuthority() + normal + (query == null ? "" : "?" + query));
    }

    @Override
    HttpHeaders fields() {
        return received().requestHeaders();
    }

    @Override
    @Nullable
    InetSocketAddress remoteAddress() {
        return request.getRemoteAddress();
    }

    @Override
    @Nullable
    InetSocketAddress localAddress() {
        return request.getLocalAddress();
    }

    @Override
    @Nullable
    String tlsSession() {
        SslInfo tls = request.getSslInfo();
        return tls == null ? null : tls.getSessionId();
    }

    @Override
    X509Certificate @Nullable [] clientCertificates() {
        SslInfo tls = request.getSslInfo();
        return tls == null ? null : tls.getPeerCertificates();
    }

    /** Copies, because the application's Spring knows nothing of our buffers; handed over on its own threads. */
    @Override
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
        goesOn();
        buffer.readBytes(copy);
        return copy.flip();
    }

    /** reactor-netty also completes a body when the connection is closed, and when the answer is complete before it. */
    private Mono<ByteBuffer> failUnlessWhole() {
        long length = request.getHeaders().getContentLength();
        boolean whole = length >= 0 ? bodyBytes == length : !isAnswered() && channel.isActive();
        return whole ? Mono.empty() : Mono.error(new EOFException("it ended after " + bodyBytes + " bytes"));
    }

    private Throwable brokenOff(Throwable cause) {
        bodyIsBroken();
        return new IOException("The client did not send the whole body: " + cause.getMessage());
    }

    private HttpServerRequest received() {
        return ServerHttpRequestDecorator.getNativeRequest(request);
    }
}
