package org.jminihttpd.destination.app;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSession;
import org.jminihttpd.lane.DirectExchange;
import org.jminihttpd.route.RoutedPath;
import org.jspecify.annotations.Nullable;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/** A request without a body, as the codec has it. */
final class DirectRequest extends ServedRequest {

    private static final AtomicLong COUNT = new AtomicLong();

    private final HttpRequest request;
    private final Channel channel;
    private final URI uri;

    /** @throws URISyntaxException if Java cannot hold its URI */
    DirectRequest(DirectExchange exchange, RoutedPath path) throws URISyntaxException {
        super(path);
        request = exchange.request();
        channel = exchange.channel();
        String target = exchange.target();
        int query = target.indexOf('?');
        uri = new URI(origin() + pathOfApplication() + (query < 0 ? "" : target.substring(query)));
    }

    /** Without the port that the scheme implies. */
    private String origin() {
        boolean secure = tls() != null;
        String host = request.headers().get(HttpHeaderNames.HOST, "");
        String implied = secure ? ":443" : ":80";
        String authority = host.endsWith(implied) ? host.substring(0, host.length() - implied.length()) : host;
        return (secure ? "https://" : "http://") + authority;
    }

    private @Nullable SSLSession tls() {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        return handler == null ? null : handler.engine().getSession();
    }

    @Override
    String id() {
        return "d" + Long.toHexString(COUNT.incrementAndGet());
    }

    @Override
    String method() {
        return request.method().name();
    }

    @Override
    URI uri() {
        return uri;
    }

    @Override
    HttpHeaders fields() {
        return request.headers();
    }

    @Override
    @Nullable
    InetSocketAddress remoteAddress() {
        return ip(channel.remoteAddress());
    }

    @Override
    @Nullable
    InetSocketAddress localAddress() {
        return ip(channel.localAddress());
    }

    private static @Nullable InetSocketAddress ip(SocketAddress address) {
        return address instanceof InetSocketAddress ip ? ip : null;
    }

    @Override
    @Nullable
    String tlsSession() {
        SSLSession session = tls();
        return session == null ? null : HexFormat.of().formatHex(session.getId());
    }

    /** No listener asks for any. */
    @Override
    X509Certificate @Nullable [] clientCertificates() {
        return null;
    }

    @Override
    Flow.Publisher<ByteBuffer> body(Workers workers) {
        return JdkFlowAdapter.publisherToFlowPublisher(Flux.empty());
    }
}
