package org.jminihttpd.destination.app;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jminihttpd.destination.app.bridge.WebSocketPeer;
import org.jminihttpd.http.ErrorAnswer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/** The way through Spring and reactor-netty: for everything. */
final class ReactorOutlet implements Outlet {

    private final ServerWebExchange exchange;
    private final ServerResponse.Context context;
    private final MonoSink<Void> sink;
    private final HttpServerResponse response;

    /** @param sink told when the answer is complete */
    ReactorOutlet(ServerWebExchange exchange, ServerResponse.Context context, MonoSink<Void> sink) {
        this.exchange = exchange;
        this.context = context;
        this.sink = sink;
        response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
    }

    @Override
    public Channel channel() {
        return ((Connection) response).channel();
    }

    @Override
    public ChannelOutboundInvoker writer() {
        return channel();
    }

    @Override
    public void onGone(Runnable task) {
        sink.onCancel(task::run);
    }

    @Override
    public Mono<Void> send(AnswerHead head, @Nullable ByteBuffer body) {
        write(head);
        if (body == null) {
            return Mono.empty(); // reactor-netty sends the head at the end
        }
        response.responseHeaders().set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.remaining()));
        return response.sendObject(Unpooled.wrappedBuffer(body)).then();
    }

    @Override
    public Mono<Void> send(AnswerHead head, Mono<Void> body) {
        write(head);
        if (head.length() < 0 && response.version().equals(HttpVersion.HTTP_1_0)) {
            // An HTTP/1.0 client knows no chunks, which reactor-netty would send all the same (RFC 9112 6.1)
            response.chunkedTransfer(false).keepAlive(false);
        }
        return response.sendHeaders().then(body).then();
    }

    @Override
    public Mono<Void> send(AnswerHead head, Path file, long position, long count) {
        write(head);
        response.responseHeaders().set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(count));
        return response.sendFile(file, position, count).then();
    }

    @Override
    public Mono<Void> send(ErrorAnswer answer) {
        return answer.writeTo(exchange, context);
    }

    @Override
    public Mono<Void> upgrade(
            AnswerHead head,
            @Nullable String protocol,
            int maxFrame,
            Workers workers,
            Function<WebSocketPeer, Flow.Publisher<Void>> handler,
            Consumer<Throwable> failed) {
        head.writeTo(response.responseHeaders());
        return ServedSocket.upgrade(exchange, response, protocol, maxFrame, workers, handler, failed);
    }

    @Override
    public boolean isComplete() {
        return false;
    }

    @Override
    public void end() {
        sink.success();
    }

    private void write(AnswerHead head) {
        response.status(head.status());
        head.writeTo(response.responseHeaders());
    }
}
