package org.jminihttpd.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jminihttpd.config.LimitProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client makes happen in one case of many. */
@SuppressWarnings("FutureReturnValueIgnored") // the closeFuture tells
class Http1GuardTests {

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final AtomicInteger ends = new AtomicInteger();
    private ServerSocket peer;
    private Channel channel;

    @BeforeEach
    void connect() throws Exception {
        peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.pipeline().addLast(new Before(), guard());
                    }
                });
        channel = bootstrap.connect(peer.getLocalSocketAddress()).sync().channel();
    }

    @AfterEach
    void stop() throws IOException {
        loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        peer.close();
    }

    @Test
    void endIsToldOnce() throws Exception {
        loops.submit(() -> channel.close()).sync();
        expectOneEnd();
    }

    @Test
    void endIsToldOnceWhileTheChannelIsTakenOutOfItsLoop() throws Exception {
        loops.submit(() -> {
                    OutboundProgress.watchOnly(channel); // is done in another task
                    channel.close();
                })
                .sync();
        expectOneEnd();
    }

    private void expectOneEnd() throws InterruptedException {
        channel.closeFuture().sync();
        for (int i = 0; i < 3; i++) { // what was still to be done
            loops.submit(() -> {}).sync();
        }
        assertThat(ends).hasValue(1);
    }

    private static Http1Guard guard() {
        RequestDecoder decoder = new RequestDecoder(new HttpDecoderConfig());
        LimitProperties limits = new LimitProperties(Duration.ofSeconds(60), 8192, 1 << 20, 100);
        return new Http1Guard(limits, new Refusals(), new Connections(), decoder, new AnswerEncoder(decoder));
    }

    private final class Before extends ChannelInboundHandlerAdapter {
        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            ends.incrementAndGet();
            ctx.fireChannelInactive();
        }
    }
}
