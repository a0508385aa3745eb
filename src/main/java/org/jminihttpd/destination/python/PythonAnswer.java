package org.jminihttpd.destination.python;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpVersion;
import org.jminihttpd.http.OwnAnswer;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/** The answer of an application, written straight onto the reactor-netty response, which lets its pace be kept. */
final class PythonAnswer extends OwnAnswer {

    private final AnswerBody body;

    PythonAnswer(AnswerBody body) {
        super(HttpStatusCode.valueOf(body.head().status().code()));
        this.body = body;
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
        response.status(body.head().status());
        body.head().addTo(response.responseHeaders());
        if (exchange.getRequest().getMethod().equals(HttpMethod.HEAD)
                || body.head().isWithoutBody()) {
            body.discard();
            return Mono.empty();
        }
        boolean endsWithConnection = response.version().equals(HttpVersion.HTTP_1_0)
                && !response.responseHeaders().contains(HttpHeaderNames.CONTENT_LENGTH);
        if (endsWithConnection) {
            response.chunkedTransfer(false).keepAlive(false);
        }
        Channel channel = ((Connection) response).channel();
        ByteBuf whole = body.takeWhole();
        Mono<Void> sent = whole != null
                ? response.sendObject(whole).then()
                : response.sendHeaders().then(Mono.create(body::start)).then();
        return sent.onErrorResume(failure -> {
            abort(channel, endsWithConnection);
            return Mono.empty();
        });
    }

    /** The head is out: an honest end is all that is left to give. On HTTP/2 it is that of one stream. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing to do if it fails
    private static void abort(Channel channel, boolean endsWithConnection) {
        if (endsWithConnection) { // only a reset tells it from a complete one; TLS must not say goodbye either
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.pipeline().firstContext().close();
        } else {
            channel.close();
        }
    }
}
