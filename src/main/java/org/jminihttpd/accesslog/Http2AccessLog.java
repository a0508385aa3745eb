package org.jminihttpd.accesslog;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** Sees the requests and answers of one HTTP/2 connection, one of each on a stream. */
@SuppressWarnings("FutureReturnValueIgnored") // the promise tells
final class Http2AccessLog extends ChannelDuplexHandler {

    private final Lines lines;
    private final Peer peer;
    private final Http2Connection connection;
    private final Http2Connection.PropertyKey key;

    Http2AccessLog(Lines lines, Peer peer, Http2Connection connection) {
        this.lines = lines;
        this.peer = peer;
        this.connection = connection;
        this.key = connection.newKey();
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                closed(stream);
            }
        });
    }

    private void closed(Http2Stream stream) {
        Exchange exchange = stream.getProperty(key);
        if (exchange != null) {
            exchange.ended();
        } else if (stream.isHeadersSent()) {
            // the codec's own answer to a header list that is too long (RFC 6585 5): no frame of it comes by here
            exchange = new Exchange(lines, peer, null);
            exchange.answered(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.code());
            exchange.ended();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (frame instanceof Http2DataFrame data) {
            Exchange exchange = exchange(data.stream());
            if (exchange != null) {
                exchange.received(data.content().readableBytes());
            }
        } else if (frame instanceof Http2HeadersFrame head) {
            Http2Stream stream = stream(head.stream());
            if (stream != null && stream.getProperty(key) == null) { // else these are trailers
                if (lines.needIds()) {
                    RequestIds.ensure(head.headers());
                }
                stream.setProperty(key, new Exchange(lines, peer, RequestHead.Http2.of(head.headers())));
            }
        }
        ctx.fireChannelRead(frame);
    }

    private @Nullable Http2Stream stream(@Nullable Http2FrameStream stream) {
        return stream == null ? null : connection.stream(stream.id());
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object frame, ChannelPromise promise) {
        ChannelPromise telling = promise;
        if (frame instanceof Http2DataFrame data) {
            Exchange exchange = exchange(data.stream());
            if (exchange != null) {
                telling = exchange.writing(data.content(), data.isEndStream(), promise);
            }
        } else if (frame instanceof Http2HeadersFrame head && !isInformational(head)) {
            Exchange exchange = exchange(head.stream());
            if (exchange != null) {
                answered(exchange, head);
                telling = exchange.writing(head, head.isEndStream(), promise);
            }
        }
        ctx.write(frame, telling);
    }

    private @Nullable Exchange exchange(@Nullable Http2FrameStream frameStream) {
        Http2Stream stream = stream(frameStream);
        return stream == null ? null : stream.getProperty(key);
    }

    private static boolean isInformational(Http2HeadersFrame head) {
        CharSequence status = head.headers().status();
        return status != null && HttpStatusClass.valueOf(status) == HttpStatusClass.INFORMATIONAL;
    }

    private static void answered(Exchange exchange, Http2HeadersFrame head) {
        CharSequence status = head.headers().status();
        if (status != null) { // else these are trailers
            exchange.answered(HttpResponseStatus.parseLine(status).code());
        }
    }
}
