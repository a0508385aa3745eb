package org.jminihttpd.listen;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.function.Predicate;

/**
 * A server channel without a socket: its connections come from an {@link Acceptor}, which can turn to another one. So a
 * server can be replaced while its socket, and what waits in the kernel's queue of it, stays.
 */
final class Relay extends AbstractServerChannel {

    private final ChannelConfig config = new Config(this);
    private final SocketAddress address;
    private volatile Predicate<Channel> guard = connection -> true;
    private volatile boolean bound;
    private volatile boolean closed;

    /** @param address that of the socket */
    Relay(SocketAddress address) {
        this.address = address;
    }

    /** @param admits says whether a connection may begin, and closes one that may not */
    void guardWith(Predicate<Channel> admits) {
        guard = admits;
    }

    /** Begins a connection, on the event loop of the acceptor. */
    void begin(Channel accepted) {
        if (guard.test(accepted)) {
            pipeline().fireChannelRead(accepted);
        }
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected SocketAddress localAddress0() {
        return address;
    }

    @Override
    protected void doBind(SocketAddress ignored) {
        bound = true;
    }

    @Override
    protected void doClose() {
        closed = true;
    }

    @Override
    protected void doBeginRead() {
        // the acceptor reads
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public boolean isActive() {
        return bound && !closed;
    }

    /** Takes the options that reactor-netty has for sockets. */
    private static final class Config extends DefaultChannelConfig {

        Config(Relay relay) {
            super(relay);
        }

        @Override
        public <T> boolean setOption(ChannelOption<T> option, T value) {
            super.setOption(option, value);
            return true;
        }
    }
}
