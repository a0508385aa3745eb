package org.jminihttpd.destination.app;

import org.jminihttpd.route.RoutedPath;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** An answer that an application will give, once it is asked. What is said of it here comes before and is nothing. */
final class AppAnswer implements ServerResponse {

    private static final MultiValueMap<String, ResponseCookie> NO_COOKIES =
            CollectionUtils.unmodifiableMultiValueMap(new LinkedMultiValueMap<>());

    private final RunningApp app;
    private final AppLog log;
    private final RoutedPath path;

    AppAnswer(RunningApp app, AppLog log, RoutedPath path) {
        this.app = app;
        this.log = log;
        this.path = path;
    }

    @Override
    public HttpStatusCode statusCode() {
        return HttpStatus.OK;
    }

    @Override
    public HttpHeaders headers() {
        return HttpHeaders.EMPTY;
    }

    @Override
    public MultiValueMap<String, ResponseCookie> cookies() {
        return NO_COOKIES;
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        return Mono.create(sink -> {
            ReactorOutlet outlet = new ReactorOutlet(exchange, context, sink);
            app.serve(new ReactorRequest(exchange.getRequest(), path, outlet.channel()), outlet, log);
        });
    }
}
