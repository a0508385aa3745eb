package org.jminihttpd.listen;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Collection;
import java.util.List;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenAddress.Family;

/** Listening sockets of the JDK: TCP only, and every IPv6 wildcard takes IPv4 as well. */
final class NioSockets implements SocketSource {

    private static final String NEEDS_NATIVE =
            " needs Netty's native transport (epoll), which this system does not have; use an address with a port";

    @Override
    public List<OpenSocket> open(ListenAddress address) throws IOException {
        if (!(address instanceof ListenAddress.Tcp tcp)) {
            throw new Refusal((address instanceof ListenAddress.Unix ? "a Unix-domain" : "an inherited") + " socket"
                    + NEEDS_NATIVE);
        }
        if (tcp.family() == Family.IPV6 && tcp.host().isEmpty()) {
            throw new Refusal("IPv6 without IPv4" + NEEDS_NATIVE);
        }
        ServerSocketChannel channel = tcp.family() == Family.IPV4
                ? ServerSocketChannel.open(StandardProtocolFamily.INET)
                : ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address(tcp), NetUtil.SOMAXCONN);
            return List.of(new NioSocket(channel));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public List<String> unused(Collection<OpenSocket> used) {
        return List.of();
    }

    private static InetSocketAddress address(ListenAddress.Tcp tcp) throws IOException {
        return tcp.host().isEmpty()
                ? new InetSocketAddress(tcp.port())
                : new InetSocketAddress(InetAddress.getByName(tcp.host()), tcp.port());
    }
}
