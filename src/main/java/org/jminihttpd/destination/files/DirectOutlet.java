package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.Function;
import org.jminihttpd.http.ErrorAnswer;
import org.jminihttpd.lane.DirectExchange;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** The way straight to the codec of HTTP/1.1. */
final class DirectOutlet implements Outlet {

    private final DirectExchange exchange;
    private final HttpHeaders fields =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders(); // what goes in is ours

    private HttpResponseStatus status = HttpResponseStatus.OK;

    DirectOutlet(DirectExchange exchange) {
        this.exchange = exchange;
    }

    /** Sends an answer of {@link StaticHandler} as soon as it is made; a client that leaves before ends that. */
    void send(Mono<ServerResponse> answer) {
        Disposable sending =
                answer.flatMap(this::write).doOnTerminate(exchange::end).subscribe();
        exchange.onGone(sending::dispose);
    }

    private Mono<Void> write(ServerResponse answer) {
        if (answer instanceof NativeAnswer own) {
            return own.writeTo(this);
        }
        ErrorAnswer error = (ErrorAnswer) answer;
        error.headers().forEach(begin(error.statusCode())::add);
        return isToHead() ? send() : send(Unpooled.wrappedBuffer(error.body()));
    }

    @Override
    public Channel channel() {
        return exchange.channel();
    }

    @Override
    public String target() {
        return exchange.target();
    }

    @Override
    public boolean isToHead() {
        return exchange.request().method().equals(HttpMethod.HEAD);
    }

    @Override
    public HttpHeaders begin(HttpStatusCode begun) {
        status = HttpResponseStatus.valueOf(begun.value());
        return fields.set(
                HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED); // in the place the other way has it
    }

    @Override
    public Mono<Void> send() {
        return send(Unpooled.EMPTY_BUFFER);
    }

    @Override
    public Mono<Void> send(ByteBuf body) {
        settleFraming();
        exchange.writeWhole(status, fields, body);
        return Mono.empty();
    }

    @Override
    public Mono<Void> send(Function<ChannelOutboundInvoker, Mono<Void>> body) {
        settleFraming();
        exchange.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, fields));
        return body.apply(exchange.writer()).doOnSuccess(sent -> exchange.write(LastHttpContent.EMPTY_LAST_CONTENT));
    }

    private void settleFraming() {
        if (fields.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            fields.remove(HttpHeaderNames.TRANSFER_ENCODING);
        }
    }
}
