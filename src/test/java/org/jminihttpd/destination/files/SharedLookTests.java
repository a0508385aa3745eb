package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.local.LocalChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jminihttpd.lane.FastLane;
import org.jminihttpd.lane.HotAnswer;
import org.jminihttpd.lane.HotAnswers;
import org.jminihttpd.lane.Turn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.NettyPipeline;

/** Requests that an event loop reads in one turn share a look at the file, which is newer than the last of them. */
class SharedLookTests {

    private final Path path;
    private final HotAnswers answers = new HotAnswers();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<Turn> turns = new CopyOnWriteArrayList<>();
    private final EventLoop loop = new DefaultEventLoop();
    private final LocalChannel first = connection("first");
    private final LocalChannel second = connection("second");

    SharedLookTests(@TempDir Path root) throws IOException {
        path = Files.writeString(root.resolve("f.txt"), "old");
        try (FileTree.OpenFile found =
                (FileTree.OpenFile) Objects.requireNonNull(new FileTree(root, SymlinkPolicy.FOLLOW).open("f.txt"))) {
            ServedFile file = ServedFile.inMemory(
                    found,
                    "text/plain",
                    UnpooledByteBufAllocator.DEFAULT.buffer().writeBytes(Files.readAllBytes(path)),
                    Runnable::run);
            answers.put("/f.txt", new HotAnswer(file, new DefaultHttpHeaders()));
        }
    }

    @AfterEach
    @SuppressWarnings("FutureReturnValueIgnored") // nothing depends on it
    void endLoop() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private LocalChannel connection(String name) {
        LocalChannel channel = new LocalChannel();
        channel.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object answer, ChannelPromise promise) {
                ReferenceCountUtil.release(answer);
                seen.add(name + " replayed");
            }

            @Override
            public void read(ChannelHandlerContext ctx) {
                // there is nobody at the other end
            }

            @Override
            public void flush(ChannelHandlerContext ctx) {
                // as above
            }
        });
        channel.pipeline().addLast(NettyPipeline.HttpTrafficHandler, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object request) {
                ReferenceCountUtil.release(request);
                seen.add(name + " passed on");
            }
        });
        loop.register(channel).syncUninterruptibly();
        new FastLane(() -> answers, exchange -> !turns.add(exchange.turn())).install(channel);
        return channel;
    }

    private static void read(LocalChannel channel) {
        read(channel, "/f.txt");
    }

    private static void read(LocalChannel channel, String target) {
        channel.pipeline().fireChannelRead(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target));
        channel.pipeline().fireChannelReadComplete();
    }

    /** Does this in one turn of the loop, and waits for its end. */
    private void turn(Runnable reads) {
        loop.submit(reads).syncUninterruptibly();
        loop.submit(() -> {}).syncUninterruptibly();
    }

    @Test
    void requestSentAfterAChangeInTheTurnDoesNotGetWhatWasBefore() {
        turn(() -> {
            read(first);
            change();
            read(second);
        });
        assertThat(seen).containsExactly("first passed on", "second passed on");
    }

    @Test
    void allOfATurnAreAnsweredWhileTheFileStays() {
        turn(() -> {
            read(first);
            read(second);
        });
        assertThat(seen).containsExactly("first replayed", "second replayed");
    }

    @Test
    void shortcutIsAskedAtTheEndOfTheTurnToo() {
        turn(() -> {
            read(first, "/new.txt");
            read(second, "/new.txt");
            seen.add("read");
            assertThat(turns).isEmpty();
        });
        assertThat(seen).containsExactly("read", "first passed on", "second passed on");
        assertThat(turns).hasSize(2).allMatch(turn -> turn == turns.get(0));
    }

    @Test
    void nextTurnLooksAgain() {
        turn(() -> read(first));
        change();
        turn(() -> read(second));
        assertThat(seen).containsExactly("first replayed", "second passed on");
    }

    private void change() {
        assertThat(path.toFile().delete()).isTrue();
    }
}
