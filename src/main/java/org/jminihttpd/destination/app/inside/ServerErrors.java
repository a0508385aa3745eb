package org.jminihttpd.destination.app.inside;

import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** Leaves to the server what no handler of the application's own took: unknown paths, exceptions. */
final class ServerErrors implements WebExceptionHandler, Ordered {

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        return BridgeResponse.of(exchange.getResponse()).fail(failure);
    }

    /** Where Boot has its own page. */
    @Override
    public int getOrder() {
        return -1;
    }
}
