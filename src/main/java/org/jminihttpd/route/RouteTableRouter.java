package org.jminihttpd.route;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jminihttpd.http.ErrorAnswer;
import org.jminihttpd.http.RequestPath;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The router function generated from {@code [routes]}: brings a path to its normal form once, looks it up, and always finds
 * an answer (400, 404 and the redirect to a directory route included), so that nothing is left for Spring to map.
 */
public final class RouteTableRouter implements RouterFunction<ServerResponse> {

    private static final Mono<HandlerFunction<ServerResponse>> BAD_PATH = error(HttpStatus.BAD_REQUEST);
    private static final Mono<HandlerFunction<ServerResponse>> NOT_FOUND = error(HttpStatus.NOT_FOUND);

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    /** The attribute of a request that holds the {@link RouteTable} it is answered from, where it was replaced meanwhile. */
    static final String TABLE = RouteTableRouter.class.getName() + ".table";

    private final Supplier<RouteTable> current;

    public RouteTableRouter(RouteTable table) {
        this(() -> table);
    }

    /** @param current the table for requests that have none yet */
    public RouteTableRouter(Supplier<RouteTable> current) {
        this.current = current;
    }

    @Override
    public Mono<HandlerFunction<ServerResponse>> route(ServerRequest request) {
        Optional<RequestPath> path = RequestPath.of(request.uri().getRawPath());
        if (path.isEmpty()) {
            return BAD_PATH;
        }
        RouteTable.Match match = table(request).find(path.get());
        if (match instanceof RouteTable.Match.Found found) {
            RoutedPath routed = new RoutedPath(path.get(), found.route().path());
            RouteHandler handler = found.route().handler();
            return Mono.just(served -> handler.handle(served, routed));
        }
        return match instanceof RouteTable.Match.MissingSlash
                ? Mono.just(served -> redirect(served, path.get() + "/"))
                : NOT_FOUND;
    }

    private RouteTable table(ServerRequest request) {
        return request.attributes().get(TABLE) instanceof RouteTable held ? held : current.get();
    }

    /** The normal form begins with exactly one slash, so the location can never name another host. */
    private static Mono<ServerResponse> redirect(ServerRequest request, String path) {
        String query = request.uri().getRawQuery();
        boolean safe = SAFE.contains(request.method());
        return ServerResponse.status(safe ? HttpStatus.MOVED_PERMANENTLY : HttpStatus.PERMANENT_REDIRECT)
                .location(URI.create(query == null ? path : path + "?" + query))
                .contentLength(0) // HEAD says what GET says
                .build();
    }

    private static Mono<HandlerFunction<ServerResponse>> error(HttpStatus status) {
        Mono<ServerResponse> answer = Mono.just(ErrorAnswer.of(status));
        return Mono.just(request -> answer);
    }

    @Override
    public String toString() {
        return current.get().toString();
    }
}
