package org.jminihttpd.route;

import java.util.List;
import org.jminihttpd.http.ErrorAnswer;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;

/** Serves a router function directly: through DispatcherHandler small files have half the throughput. */
public final class RouterHandler {

    private RouterHandler() {}

    /** A handler whose failures are {@link ErrorAnswer}s. */
    public static HttpHandler of(RouterFunction<ServerResponse> router) {
        return RouterFunctions.toHttpHandler(
                router,
                HandlerStrategies.empty()
                        .exceptionHandler(
                                (exchange, failure) -> ErrorAnswer.of(failure).writeTo(exchange, NoWriters.INSTANCE))
                        .build());
    }

    /** What a response that writes its own bytes needs of Spring: nothing. */
    private enum NoWriters implements ServerResponse.Context {
        INSTANCE;

        @Override
        public List<HttpMessageWriter<?>> messageWriters() {
            return List.of();
        }

        @Override
        public List<ViewResolver> viewResolvers() {
            return List.of();
        }
    }
}
