package org.jminihttpd.route;

import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Answers the requests of one route. Called on an event loop: it must not block there. */
@FunctionalInterface
public interface RouteHandler extends AutoCloseable {

    /**
     * Answers one request.
     *
     * @param request the request as Spring sees it
     * @param path the normal form of its path, split where the route ends
     */
    Mono<ServerResponse> handle(ServerRequest request, RoutedPath path);

    /** Ends what the route holds open; called once, after its last request. */
    @Override
    default void close() {}
}
