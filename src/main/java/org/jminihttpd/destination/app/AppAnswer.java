package org.jminihttpd.destination.app;

import org.jminihttpd.http.OwnAnswer;
import org.jminihttpd.route.RoutedPath;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** An answer that an application will give, once it is asked. What is said of it here comes before and is nothing. */
final class AppAnswer extends OwnAnswer {

    private final RunningApp app;
    private final AppLog log;
    private final RoutedPath path;

    AppAnswer(RunningApp app, AppLog log, RoutedPath path) {
        super(HttpStatus.OK);
        this.app = app;
        this.log = log;
        this.path = path;
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        return Mono.create(sink -> {
            ReactorOutlet outlet = new ReactorOutlet(exchange, context, sink);
            app.serve(new ReactorRequest(exchange.getRequest(), path, outlet.channel()), outlet, log);
        });
    }
}
