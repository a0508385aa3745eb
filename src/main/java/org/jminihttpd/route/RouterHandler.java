package org.jminihttpd.route;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.http.ErrorAnswer;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;

/** Serves a router function directly: through DispatcherHandler small files have half the throughput. */
public final class RouterHandler {

    private static final Log LOG = LogFactory.getLog(RouterHandler.class);

    private RouterHandler() {}

    /** A handler whose failures are {@link ErrorAnswer}s. */
    public static HttpHandler of(RouterFunction<ServerResponse> router) {
        NoCodecs codecs = new NoCodecs();
        return of(RouterFunctions.toWebHandler(router, codecs), codecs);
    }

    /** As {@link #of(RouterFunction)}, where each request keeps the table it begins with to its end. */
    public static HttpHandler of(RouterFunction<ServerResponse> router, CurrentRouteTable tables) {
        NoCodecs codecs = new NoCodecs();
        WebHandler handler = RouterFunctions.toWebHandler(router, codecs);
        return of(exchange -> handle(exchange, handler, tables.begin()), codecs);
    }

    private static Mono<Void> handle(ServerWebExchange exchange, WebHandler handler, CurrentRouteTable.Visit visit) {
        exchange.getAttributes().put(RouteTableRouter.TABLE, visit.table());
        return handler.handle(exchange).doFinally(ended -> visit.end());
    }

    private static HttpHandler of(WebHandler handler, NoCodecs codecs) {
        return WebHttpHandlerBuilder.webHandler(handler)
                .exceptionHandler((exchange, failure) -> answer(exchange, failure, codecs))
                .codecConfigurer(codecs)
                .build();
    }

    /** Nothing can be answered any more when the head is out: Spring then ends the connection. */
    private static Mono<Void> answer(ServerWebExchange exchange, Throwable failure, NoCodecs codecs) {
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(failure);
        }
        ErrorAnswer answer = ErrorAnswer.of(failure);
        if (answer.statusCode().equals(HttpStatus.INTERNAL_SERVER_ERROR)
                && !DisconnectedClientHelper.isClientDisconnectedException(failure)) {
            LOG.error("A request for " + exchange.getRequest().getURI().getRawPath() + " failed", failure);
        }
        return answer.writeTo(exchange, codecs);
    }
}
