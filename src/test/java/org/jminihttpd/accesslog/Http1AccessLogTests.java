package org.jminihttpd.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only a handler of our own making can do to an answer. */
@SuppressWarnings("FutureReturnValueIgnored") // the lines tell
class Http1AccessLogTests {

    private final MemoryTarget target = new MemoryTarget();
    private final LogWriter writer = new LogWriter(target);
    private final Socket socket = new Socket();
    private final EmbeddedChannel channel = new EmbeddedChannel(
            socket, new Http1AccessLog(LineFormatTests.lines(new NcsaFormat(false), writer), Peer.of(null, false)));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        writer.close();
    }

    @Test
    void clientThatLeavesBeforeTheAnswerIs499() {
        request("/slow");
        channel.close();
        assertThat(lines()).containsExactly("\"GET /slow HTTP/1.1\" 499 0");
    }

    @Test
    void informationalAnswersAreNoAnswers() {
        request("/");
        channel.write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        channel.write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.EARLY_HINTS));
        channel.writeAndFlush(answer(HttpResponseStatus.CREATED, "done"));
        assertThat(lines()).containsExactly("\"GET / HTTP/1.1\" 201 4");
    }

    @Test
    void upgradeEndsTheExchange() {
        request("/socket");
        channel.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS));
        channel.writeAndFlush(Unpooled.copiedBuffer(new byte[100]));
        assertThat(lines()).containsExactly("\"GET /socket HTTP/1.1\" 101 0");
    }

    @Test
    void voidPromiseIsToldAsWell() {
        request("/");
        channel.writeAndFlush(answer(HttpResponseStatus.OK, "fast"), channel.voidPromise());
        assertThat(lines()).containsExactly("\"GET / HTTP/1.1\" 200 4");
    }

    @Test
    void bodyOfAnswersThatHaveNoneDoesNotCount() {
        channel.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.HEAD, "/head"));
        channel.writeAndFlush(answer(HttpResponseStatus.OK, "not sent"));
        request("/not-modified");
        channel.writeAndFlush(answer(HttpResponseStatus.NOT_MODIFIED, "not sent"));
        assertThat(lines()).containsExactly("\"HEAD /head HTTP/1.1\" 200 0", "\"GET /not-modified HTTP/1.1\" 304 0");
    }

    @Test
    void buffersRegionsAndContentsAllCount() {
        request("/");
        channel.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        channel.write(Unpooled.wrappedBuffer(new byte[100_000]));
        channel.write(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[10])));
        channel.write(new Region(1 << 20, 0));
        channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(lines()).containsExactly("\"GET / HTTP/1.1\" 200 " + (100_010 + (1 << 20)));
    }

    @Test
    void partsThatGotStuckCountAsFarAsTheyWent() {
        request("/");
        socket.stuck = true;
        ByteBuf whole = Unpooled.wrappedBuffer(new byte[20_000]);
        ByteBuf half = Unpooled.wrappedBuffer(new byte[40_000]);
        channel.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        channel.write(whole);
        channel.write(half);
        channel.write(LastHttpContent.EMPTY_LAST_CONTENT);
        socket.succeed(0);
        socket.succeed(1);
        half.skipBytes(15_000); // as the transport does it
        socket.fail(2);
        socket.fail(3);
        assertThat(lines()).containsExactly("\"GET / HTTP/1.1\" 200 35000");
        assertThat(half.refCnt()).isEqualTo(1); // the transport's own
    }

    @Test
    void regionThatGotStuckCountsAsFarAsItWent() {
        request("/");
        socket.stuck = true;
        channel.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        channel.write(new Region(1 << 20, 123_456));
        socket.succeed(0);
        socket.fail(1);
        channel.close();
        assertThat(lines()).containsExactly("\"GET / HTTP/1.1\" 200 123456");
    }

    private void request(String target) {
        channel.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target));
    }

    private static DefaultFullHttpResponse answer(HttpResponseStatus status, String body) {
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(body, java.nio.charset.StandardCharsets.US_ASCII));
    }

    private List<String> lines() {
        writer.close();
        return target.lines().stream()
                .map(line -> line.substring(line.indexOf("] ") + 2))
                .toList();
    }

    /** The end of the pipeline, which can keep what is written until the test decides. */
    private static final class Socket extends ChannelOutboundHandlerAdapter {

        private final List<ChannelPromise> kept = new ArrayList<>();
        private boolean stuck;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (stuck) {
                kept.add(promise);
            } else {
                ctx.write(message, promise);
            }
        }

        void succeed(int index) {
            kept.get(index).setSuccess();
        }

        void fail(int index) {
            kept.get(index).setFailure(new IOException("Broken pipe"));
        }
    }

    /** A file region that says how much of it went out. */
    private static final class Region extends DefaultFileRegion {

        private final long gone;

        Region(long count, long gone) {
            super(new java.io.File("/dev/null"), 0, count);
            this.gone = gone;
        }

        @Override
        public long transferred() {
            return gone;
        }
    }
}
