package org.jminihttpd.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.net.SocketAddress;
import reactor.netty.resources.LoopResources;

/** The shared event loops, with one open socket in the place of the server channel that reactor-netty would make and bind. */
final class AdoptingLoops implements LoopResources {

    private final LoopResources shared;
    private final OpenSocket socket;

    AdoptingLoops(LoopResources shared, OpenSocket socket) {
        this.shared = shared;
        this.socket = socket;
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return shared.onServer(Epoll.isAvailable()); // as the socket, whatever reactor.netty.native says
    }

    @Override
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
        Channel channel = socket.adopt();
        // it is active from the start, but must not accept before reactor-netty's acceptor is in the pipeline
        channel.config().setAutoRead(false);
        channel.pipeline().addLast(new AlreadyBound());
        return type.cast(channel);
    }

    /** Answers the bind, which reactor-netty asks for when its acceptor is in place, by starting to accept. */
    private static final class AlreadyBound extends ChannelOutboundHandlerAdapter {
        @Override
        public void bind(ChannelHandlerContext context, SocketAddress ignored, ChannelPromise promise) {
            context.pipeline().remove(this);
            promise.setSuccess();
            context.channel().config().setAutoRead(true);
        }
    }
}
