package org.jminihttpd.listen;

import java.time.Duration;
import org.jminihttpd.tls.Certificates;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/** The step that makes a server speak TLS: HTTP/1.1 and, by ALPN, HTTP/2. */
final class SecureTransport {

    private final Certificates certificates;
    private final boolean offersHttp2;
    private final Duration handshakeTimeout;
    private final Duration hsts;

    SecureTransport(Certificates certificates, boolean offersHttp2, Duration handshakeTimeout, Duration hsts) {
        this.certificates = certificates;
        this.offersHttp2 = offersHttp2;
        this.handshakeTimeout = handshakeTimeout;
        this.hsts = hsts;
    }

    HttpServer apply(HttpServer server) {
        HttpServer secured =
                server.secure(spec -> spec.sslContext(certificates.sslContext()).handshakeTimeout(handshakeTimeout));
        secured = offersHttp2
                ? secured.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                : secured.protocol(HttpProtocol.HTTP11);
        if (hsts.isZero()) {
            return secured;
        }
        StrictTransportSecurity header = new StrictTransportSecurity(hsts);
        return secured.doOnChannelInit((observer, channel, remote) -> header.install(channel));
    }
}
