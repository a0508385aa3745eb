package org.jminihttpd.listen;

import io.netty.channel.Channel;
import io.netty.channel.epoll.AbstractEpollServerChannel;
import io.netty.channel.epoll.EpollChannelConfig;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.ServerDomainSocketChannel;
import java.net.SocketAddress;

/**
 * A Unix-domain server channel on a socket that is already listening. Netty's own knows its address only if it did the
 * binding itself (reactor-netty and Boot fail on the null), and deletes the socket file even if that is systemd's.
 */
final class UnixServerChannel extends AbstractEpollServerChannel implements ServerDomainSocketChannel {

    private final EpollChannelConfig config = new Config(this);
    private final DomainSocketAddress address;

    UnixServerChannel(LinuxSocket socket, DomainSocketAddress address) {
        super(socket, true);
        this.address = address;
    }

    @Override
    protected Channel newChildChannel(int fd, byte[] remote, int offset, int length) {
        return new EpollDomainSocketChannel(this, LinuxSocket.newSocket(fd));
    }

    @Override
    protected DomainSocketAddress localAddress0() {
        return address;
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("already listening on " + address);
    }

    @Override
    public EpollChannelConfig config() {
        return config;
    }

    @Override
    public DomainSocketAddress localAddress() {
        return (DomainSocketAddress) super.localAddress();
    }

    @Override
    @SuppressWarnings("NullAway") // a listening socket has no peer
    public DomainSocketAddress remoteAddress() {
        return null;
    }

    /** Opens the constructor, which is protected. */
    private static final class Config extends EpollChannelConfig {
        Config(Channel channel) {
            super(channel);
        }
    }
}
