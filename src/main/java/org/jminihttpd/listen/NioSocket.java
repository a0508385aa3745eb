package org.jminihttpd.listen;

import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;

/** A listening TCP socket of the JDK, for systems without Netty's native transport. */
final class NioSocket implements OpenSocket {

    private final ServerSocketChannel channel;
    private boolean adopted;

    NioSocket(ServerSocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public SocketAddress address() {
        try {
            return channel.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isInherited() {
        return false;
    }

    @Override
    public ServerChannel adopt() {
        adopted = true;
        return new NioServerSocketChannel(channel);
    }

    @Override
    public void close() {
        try {
            if (!adopted) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
