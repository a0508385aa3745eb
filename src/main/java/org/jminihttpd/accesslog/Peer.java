package org.jminihttpd.accesslog;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a connection.
 *
 * @param address its IP address without port, or {@code unix:}
 * @param tls whether the connection is TLS
 * @param engine which encrypts; null where nobody asks it
 */
record Peer(AsciiString address, boolean tls, @Nullable SSLEngine engine) {

    private static final AsciiString UNIX = AsciiString.cached("unix:");
    private static final AsciiString UNKNOWN = AsciiString.cached("-");

    static Peer of(@Nullable SocketAddress remote, @Nullable SslHandler tls) {
        return new Peer(address(remote), tls != null, tls == null ? null : tls.engine());
    }

    static Peer of(@Nullable SocketAddress remote, boolean tls) {
        return new Peer(address(remote), tls, null);
    }

    /** As the engine calls it; null without TLS. */
    @Nullable
    String tlsVersion() {
        return engine == null ? null : engine.getSession().getProtocol();
    }

    private static AsciiString address(@Nullable SocketAddress remote) {
        if (remote instanceof InetSocketAddress tcp) {
            return new AsciiString(NetUtil.toAddressString(tcp.getAddress()));
        }
        // an accepted Unix-domain socket has no address of its own
        return remote == null || remote instanceof DomainSocketAddress ? UNIX : UNKNOWN;
    }
}
