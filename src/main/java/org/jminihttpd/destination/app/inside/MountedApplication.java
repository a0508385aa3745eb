package org.jminihttpd.destination.app.inside;

import org.jminihttpd.destination.app.bridge.Application;
import org.jminihttpd.destination.app.bridge.Exchange;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHeadResponseDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.BaseSubscriber;

/** A Spring application that runs: its handler, and the context behind it. */
final class MountedApplication implements Application {

    private final HttpHandler handler;
    private final ConfigurableApplicationContext context;
    private final boolean sharesSpring;

    MountedApplication(HttpHandler handler, ConfigurableApplicationContext context, boolean sharesSpring) {
        this.handler = handler;
        this.context = context;
        this.sharesSpring = sharesSpring;
    }

    @Override
    public Runnable serve(Exchange exchange) {
        BridgeResponse response = new BridgeResponse(exchange);
        Served served = new Served(exchange, response);
        try {
            BridgeRequest request = new BridgeRequest(exchange);
            ServerHttpResponse out =
                    request.getMethod().equals(HttpMethod.HEAD) ? new HttpHeadResponseDecorator(response) : response;
            handler.handle(request, out).subscribe(served);
        } catch (Throwable failure) { // Reactor lets fatal errors pass, a missing class among them
            Failure.tell(exchange, failure);
        }
        return served::dispose;
    }

    @Override
    public void close() {
        try {
            context.close();
        } finally {
            Leftovers.end(sharesSpring);
        }
    }

    /** Sees how the application ends its work on a request. */
    private static final class Served extends BaseSubscriber<Void> {

        private final Exchange exchange;
        private final BridgeResponse response;

        Served(Exchange exchange, BridgeResponse response) {
            this.exchange = exchange;
            this.response = response;
        }

        @Override
        protected void hookOnComplete() {
            if (response.isCommitted()) {
                exchange.finish();
            } else {
                response.setComplete()
                        .subscribe(nothing -> {}, failure -> Failure.tell(exchange, failure), exchange::finish);
            }
        }

        @Override
        protected void hookOnError(Throwable failure) {
            Failure.tell(exchange, failure);
        }
    }
}
