package org.jminihttpd.listen;

import java.time.Duration;
import org.jminihttpd.tls.Certificates;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/** The step that makes a server speak TLS: HTTP/1.1 and, by ALPN, HTTP/2. */
final class SecureTransport {

    private final Certificates certificates;
    private final boolean offersHttp2;
    private final Duration handshakeTimeout;
    private final @Nullable StrictTransportSecurity header;
    private final Handshakes handshakes;

    SecureTransport(
            Certificates certificates,
            boolean offersHttp2,
            Duration handshakeTimeout,
            Duration hsts,
            Handshakes handshakes) {
        this.handshakes = handshakes;
        this.certificates = certificates;
        this.offersHttp2 = offersHttp2;
        this.handshakeTimeout = handshakeTimeout;
        this.header = hsts.isZero() ? null : new StrictTransportSecurity(hsts);
    }

    Certificates certificates() {
        return certificates;
    }

    HttpServer apply(HttpServer server) {
        HttpServer secured =
                server.secure(spec -> spec.sslContext(certificates.sslContext()).handshakeTimeout(handshakeTimeout));
        secured = offersHttp2
                ? secured.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                : secured.protocol(HttpProtocol.HTTP11);
        return secured.doOnChannelInit((observer, channel, remote) ->
                channel.pipeline().addAfter(NettyPipeline.SslReader, null, new TlsHandshake(handshakes, header)));
    }
}
