package org.jminihttpd.destination.files;

import io.netty.channel.EventLoop;
import java.net.URI;
import java.net.URISyntaxException;
import org.jminihttpd.lane.DirectExchange;
import org.jminihttpd.lane.Turn;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * What decides about the answer to a request, besides its path.
 *
 * @param query as sent; null if there is none
 * @param loop that of its connection
 * @param turn of the loop, at whose end it is answered; null if it is not
 */
record FileRequest(
        HttpMethod method,
        HttpHeaders fields,
        @Nullable String query,
        EventLoop loop,
        @Nullable Turn turn) {

    /** One that came by way of Spring. */
    static FileRequest of(ServerRequest request) {
        return new FileRequest(
                request.method(),
                request.exchange().getRequest().getHeaders(),
                request.uri().getRawQuery(),
                new ReactorOutlet(request.exchange()).channel().eventLoop(),
                null);
    }

    /**
     * One that did not.
     *
     * @throws URISyntaxException if Java cannot hold its URI
     */
    static FileRequest of(DirectExchange exchange) throws URISyntaxException {
        String target = exchange.target();
        return new FileRequest(
                HttpMethod.valueOf(exchange.request().method().name()),
                new HttpHeaders(new Netty4HeadersAdapter(exchange.request().headers())),
                target.indexOf('?') < 0 ? null : new URI(target).getRawQuery(),
                exchange.channel().eventLoop(),
                exchange.turn());
    }

    /** Whether it asks for what is there. */
    boolean reads() {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }
}
