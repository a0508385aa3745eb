package org.jminihttpd.destination.files;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import org.jminihttpd.http.OwnAnswer;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/**
 * An answer written straight onto the reactor-netty response, past Spring's, which costs a tenth of the throughput of
 * small files. Spring's {@code beforeCommit} actions therefore do not run.
 */
abstract class NativeAnswer extends OwnAnswer {

    NativeAnswer(HttpStatus status) {
        super(status);
    }

    /** The channel of an exchange: a connection, or one stream of HTTP/2. */
    static Channel channel(ServerWebExchange exchange) {
        return channel(nativeResponse(exchange));
    }

    /** The channel of a response: a connection, or one stream of HTTP/2. */
    static Channel channel(HttpServerResponse response) {
        return ((Connection) response).channel();
    }

    private static HttpServerResponse nativeResponse(ServerWebExchange exchange) {
        return ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        HttpServerResponse response = nativeResponse(exchange);
        response.status(statusCode().value());
        describe(response.responseHeaders());
        if (exchange.getRequest().getMethod().equals(HttpMethod.HEAD)) {
            discard();
            return Mono.empty();
        }
        return send(response).onErrorResume(failure -> {
            abort(channel(response));
            return Mono.empty();
        });
    }

    /** The head is out: an honest end is all that is left to give. On HTTP/2 it is that of one stream. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing to do if it fails
    private static void abort(Channel channel) {
        channel.close();
    }

    /** Writes the header fields. */
    abstract void describe(HttpHeaders fields);

    /** Sends the body; called once, unless {@link #discard} is. */
    abstract Mono<Void> send(HttpServerResponse response);

    /** Lets go of what the answer holds. */
    abstract void discard();
}
