package org.jminihttpd.listen;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import reactor.netty.resources.LoopResources;

/** The shared event loops, with a relay in the place of the server channel that reactor-netty would make and bind. */
final class RelayLoops implements LoopResources {

    private final LoopResources shared;
    private final Acceptor acceptor;
    private final Relay relay;

    /** @param acceptor whose event loop the relay gets, so that a connection is handed on without a change of threads */
    RelayLoops(LoopResources shared, Acceptor acceptor, Relay relay) {
        this.shared = shared;
        this.acceptor = acceptor;
        this.relay = relay;
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return shared.onServer(Epoll.isAvailable()); // as the socket, whatever reactor.netty.native says
    }

    @Override
    public EventLoopGroup onServerSelect(boolean useNative) {
        return acceptor.loop(onServer(useNative));
    }

    @Override
    @SuppressWarnings("unchecked") // it is no socket, and nobody asks it for what only a socket has
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
        return (C) relay;
    }
}
