package org.jminihttpd.guard;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;

/** Whether a client takes what is written to it. */
final class OutboundProgress {

    private OutboundProgress() {}

    /** Whether bytes wait to go into the socket. */
    static boolean isPending(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer != null && !buffer.isEmpty();
    }

    /** Changes whenever the socket took bytes, in the middle of a file region as well. */
    static long mark(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        if (buffer == null) {
            return 0;
        }
        return (buffer.totalPendingWriteBytes() * 31 + buffer.currentProgress()) * 31
                + System.identityHashCode(buffer.current());
    }

    /**
     * Whether the client's window opened lately although the socket took nothing: the kernel holds up to 4 MB (tcp_wmem)
     * and asks for more only when a third of it is gone, minutes later on a slow line.
     */
    static boolean isTaking(Channel channel, long withinMillis) {
        return channel instanceof EpollSocketChannel epoll && epoll.tcpInfo().lastDataSent() < withinMillis;
    }

    /**
     * Watches a channel whose client sends nothing more. Netty 4.2.18 takes a socket out of epoll when there is nothing more
     * to read and then fails to wait for room to write (ENOENT), which would cut long answers: registering anew lets it add
     * the socket again.
     */
    @SuppressWarnings("FutureReturnValueIgnored")
    static void watchOnly(Channel channel) {
        EventLoop loop = channel.eventLoop();
        channel.config().setAutoRead(false);
        channel.pipeline().addFirst(new EndTeller());
        channel.deregister().addListener(out -> {
            if (channel.isOpen()) {
                loop.register(channel);
            }
        });
    }

    /** Netty keeps quiet about the end of a channel that closes while it is taken out of its loop. */
    private static final class EndTeller extends ChannelInboundHandlerAdapter {

        private boolean told;

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            told = true;
            ctx.fireChannelInactive();
        }

        @Override
        public void channelUnregistered(ChannelHandlerContext ctx) {
            if (!told && !ctx.channel().isOpen()) {
                ctx.pipeline().fireChannelInactive();
            }
            ctx.fireChannelUnregistered();
        }
    }
}
