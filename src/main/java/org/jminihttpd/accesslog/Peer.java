package org.jminihttpd.accesslog;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a connection.
 *
 * @param address its IP address without port, or {@code unix:}
 * @param tls whether the connection is TLS
 */
record Peer(AsciiString address, boolean tls) {

    private static final AsciiString UNIX = AsciiString.cached("unix:");
    private static final AsciiString UNKNOWN = AsciiString.cached("-");

    static Peer of(@Nullable SocketAddress remote, boolean tls) {
        if (remote instanceof InetSocketAddress tcp) {
            return new Peer(new AsciiString(NetUtil.toAddressString(tcp.getAddress())), tls);
        }
        // an accepted Unix-domain socket has no address of its own
        return new Peer(remote == null || remote instanceof DomainSocketAddress ? UNIX : UNKNOWN, tls);
    }
}
