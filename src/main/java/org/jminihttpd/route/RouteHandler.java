package org.jminihttpd.route;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    /**
     * Starts what the route needs to answer: processes, application contexts. Called once, before the first request, and
     * never by {@code --check}. It holds up the start of the server, so what takes long goes on in the background; what
     * fails is a {@link #problem} of this route and no exception, so that the other routes serve.
     */
    default void open() {}

    /** Waits until what {@link #open} began can answer or has a {@link #problem}; nothing by default. Blocks. */
    default void awaitStart() {}

    /**
     * Whether another handler, which was opened, answers just as this one would, so that it can stay in this one's place when
     * a new table takes over. By default none does.
     */
    default boolean isSameAs(RouteHandler open) {
        return false;
    }

    /** The file or directory that the route was given, if it was given one: a change of it changes what is answered. */
    default @Nullable Path place() {
        return null;
    }

    /**
     * Says what a request for a path ends at, without effects on it. Blocks.
     *
     * @param path split where the route ends
     */
    default RouteEnd end(RoutedPath path) {
        return RouteEnd.of("");
    }

    /** Its worker processes; null if it has none. Any thread asks. */
    default @Nullable WorkerCount workers() {
        return null;
    }

    /** Why the route cannot answer at present, in a sentence for the operator; empty if nothing is wrong. Any thread asks. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /** Ends what the route holds open; called once, after its last request, and also where {@link #open} was not called. */
    @Override
    default void close() {}
}
