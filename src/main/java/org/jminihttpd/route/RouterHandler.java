package org.jminihttpd.route;

import org.jminihttpd.http.ErrorAnswer;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/** Serves a router function directly: through DispatcherHandler small files have half the throughput. */
public final class RouterHandler {

    private RouterHandler() {}

    /** A handler whose failures are {@link ErrorAnswer}s. */
    public static HttpHandler of(RouterFunction<ServerResponse> router) {
        NoCodecs codecs = new NoCodecs();
        return WebHttpHandlerBuilder.webHandler(RouterFunctions.toWebHandler(router, codecs))
                .exceptionHandler((exchange, failure) -> ErrorAnswer.of(failure).writeTo(exchange, codecs))
                .codecConfigurer(codecs)
                .build();
    }
}
