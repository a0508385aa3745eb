package org.jminihttpd.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Accepts the connections of one listening socket for as long as it is open, and hands them to the server of the moment. */
@SuppressWarnings("FutureReturnValueIgnored") // a registration that fails closes the channel, and closed is closed
final class Acceptor {

    private final OpenSocket socket;
    private @Nullable EventLoop loop;
    private @Nullable ServerChannel channel;
    private volatile @Nullable Relay target;
    private volatile boolean paused;

    Acceptor(OpenSocket socket) {
        this.socket = socket;
    }

    OpenSocket socket() {
        return socket;
    }

    SocketAddress address() {
        return socket.address();
    }

    /** The one that accepts, out of those there are. */
    synchronized EventLoop loop(EventLoopGroup all) {
        EventLoop chosen = loop == null ? all.next() : loop;
        loop = chosen;
        return chosen;
    }

    /** Has all connections go to a server from now on, which must have been bound. */
    synchronized void acceptFor(Relay server, EventLoopGroup all) {
        target = server;
        paused = false;
        ServerChannel accepting = channel;
        if (accepting == null) {
            accepting = socket.adopt();
            accepting.pipeline().addLast(new Handover());
            channel = accepting;
            loop(all).register(accepting);
        } else {
            accepting.config().setAutoRead(true);
        }
    }

    /** Leaves new connections in the kernel's queue; none is accepted any more when it returns. */
    synchronized void pause() {
        paused = true;
        ServerChannel accepting = channel;
        if (accepting != null) { // only on its own loop Netty takes back a read that has begun
            accepting
                    .eventLoop()
                    .submit(() -> accepting.config().setAutoRead(false))
                    .awaitUninterruptibly();
        }
    }

    synchronized boolean isAccepting() {
        return channel != null && channel.isActive() && !paused;
    }

    /**
     * Closes the socket, and removes what it left in the file system; connections that were accepted go on. To be called
     * again is harmless, also when the event loop has ended, which may drop what it is asked to do in its last moment.
     */
    synchronized void close() {
        ServerChannel accepting = channel;
        channel = null;
        if (accepting != null) {
            accepting.close().awaitUninterruptibly();
        }
        socket.close();
    }

    private final class Handover extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object accepted) {
            Relay server = target;
            Channel connection = (Channel) accepted;
            if (server != null && server.isActive()) {
                server.begin(connection);
            } else {
                connection.unsafe().closeForcibly();
            }
        }

        /** No more open files, most likely: they are tried again after a moment, as reactor-netty and Netty do. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            Channel accepting = ctx.channel();
            if (accepting.config().isAutoRead()) {
                accepting.config().setAutoRead(false);
                accepting.eventLoop().schedule(() -> accepting.config().setAutoRead(!paused), 1, TimeUnit.SECONDS);
            }
        }
    }
}
