package org.jminihttpd.listen;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenAddress.Family;

/** Listening sockets through Netty's native transport, which is the only one that can tell IPv6 alone from dual stack. */
final class NativeSockets implements SocketSource {

    /** {@code IPPROTO_IPV6} and {@code IPV6_V6ONLY} of {@code linux/in6.h}. */
    private static final int IPPROTO_IPV6 = 41;

    private static final int IPV6_V6ONLY = 26;

    private final InheritedSockets inherited;

    NativeSockets(InheritedSockets inherited) {
        Epoll.ensureAvailability(); // loads the library that the first system call needs
        this.inherited = inherited;
    }

    @Override
    public List<OpenSocket> open(ListenAddress address) throws IOException {
        if (address instanceof ListenAddress.Tcp tcp) {
            return List.of(tcp.family() == Family.DUAL ? dual(tcp) : tcp(tcp, tcp.family()));
        }
        if (address instanceof ListenAddress.Unix unix) {
            return List.of(unix(unix));
        }
        return inherited.find(address);
    }

    @Override
    public List<String> unused(Collection<OpenSocket> used) {
        return inherited.unused(used);
    }

    private static NativeSocket dual(ListenAddress.Tcp address) throws IOException {
        try {
            return tcp(address, Family.DUAL);
        } catch (IOException e) {
            if (Refusal.isWithoutIpv6(e)) {
                return tcp(address, Family.IPV4);
            }
            throw e;
        }
    }

    private static NativeSocket tcp(ListenAddress.Tcp address, Family family) throws IOException {
        boolean ipv6 = family != Family.IPV4;
        String host = address.host().isEmpty() ? (ipv6 ? "::" : "0.0.0.0") : address.host();
        InetAddress ip = InetAddress.getByName(host);
        LinuxSocket socket = create(ipv6);
        try {
            if (ipv6) {
                socket.setIntOpt(IPPROTO_IPV6, IPV6_V6ONLY, family == Family.IPV6 ? 1 : 0);
            }
            socket.setReuseAddress(true); // a restart need not wait for the connections of the process before
            socket.bind(new InetSocketAddress(ip, address.port()));
            socket.listen(NetUtil.SOMAXCONN);
            return new NativeSocket(socket, socket.localAddress(), null, false);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static NativeSocket unix(ListenAddress.Unix address) throws IOException {
        LinuxSocket socket = LinuxSocket.newSocketDomain();
        try {
            UnixSocketFile file = UnixSocketFile.bind(socket, address.path());
            socket.listen(NetUtil.SOMAXCONN);
            return new NativeSocket(
                    socket, new DomainSocketAddress(address.path().toString()), file, false);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static LinuxSocket create(boolean ipv6) throws IOException {
        try {
            return LinuxSocket.newSocketStream(ipv6);
        } catch (ChannelException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
