package org.jminihttpd.destination.app;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jminihttpd.destination.app.bridge.WebSocketPeer;
import org.jminihttpd.http.ErrorAnswer;
import org.jminihttpd.lane.DirectExchange;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The way straight to the codec of HTTP/1.1, for requests without a body. */
final class DirectOutlet implements Outlet {

    private final DirectExchange exchange;
    private boolean complete;

    DirectOutlet(DirectExchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public Channel channel() {
        return exchange.channel();
    }

    @Override
    public ChannelOutboundInvoker writer() {
        return exchange.writer();
    }

    @Override
    public void onGone(Runnable task) {
        exchange.onGone(task);
    }

    @Override
    public Mono<Void> send(AnswerHead head, @Nullable ByteBuffer body) {
        HttpHeaders fields = fields(head);
        if (!exchange.request().method().equals(HttpMethod.HEAD)) { // there the length is what GET would have
            fields.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body == null ? 0 : body.remaining()));
        }
        sendWhole(head.status(), fields, body == null ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        return Mono.empty();
    }

    @Override
    public Mono<Void> send(AnswerHead head, Mono<Void> body) {
        HttpHeaders fields = fields(head);
        if (head.length() < 0) {
            fields.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        exchange.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status(head.status()), fields));
        exchange.writer().flush();
        return body;
    }

    @Override
    public Mono<Void> send(AnswerHead head, Path file, long position, long count) {
        HttpHeaders fields = fields(head);
        fields.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(count));
        exchange.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status(head.status()), fields));
        return Mono.create(sink -> exchange.writer()
                .writeAndFlush(new DefaultFileRegion(file.toFile(), position, count))
                .addListener(sent -> {
                    if (sent.isSuccess()) {
                        sink.success();
                    } else {
                        sink.error(sent.cause());
                    }
                }));
    }

    @Override
    public Mono<Void> send(ErrorAnswer answer) {
        HttpHeaders fields = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        answer.headers().forEach(fields::add);
        sendWhole(answer.statusCode().value(), fields, Unpooled.wrappedBuffer(answer.body()));
        return Mono.empty();
    }

    /** Without the header fields that ask for it, there is nothing to upgrade; those with them have the other way. */
    @Override
    public Mono<Void> upgrade(
            AnswerHead head,
            @Nullable String protocol,
            int maxFrame,
            Workers workers,
            Function<WebSocketPeer, Flow.Publisher<Void>> handler,
            Consumer<Throwable> failed) {
        return Mono.error(new IllegalStateException("The client did not ask for a WebSocket"));
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public void end() {
        if (!complete) {
            complete = true;
            exchange.write(LastHttpContent.EMPTY_LAST_CONTENT);
        }
        exchange.end();
    }

    private void sendWhole(int status, HttpHeaders fields, ByteBuf body) {
        complete = true;
        exchange.writeWhole(status(status), fields, body);
    }

    private static HttpResponseStatus status(int code) {
        return HttpResponseStatus.valueOf(code);
    }

    /** They were checked, more strictly than Netty would. */
    private static HttpHeaders fields(AnswerHead head) {
        HttpHeaders fields =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        head.writeTo(fields);
        return fields;
    }
}
