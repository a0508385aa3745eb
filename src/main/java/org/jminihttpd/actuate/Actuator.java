package org.jminihttpd.actuate;

import java.util.function.Predicate;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * The actuator's place before other handlers.
 *
 * @param covers which request paths, as sent, are the actuator's
 * @param handler what answers them
 */
public record Actuator(Predicate<String> covers, HttpHandler handler) {

    /** The actuator's paths answered here, all others by the other handler. */
    public HttpHandler before(HttpHandler others) {
        return (request, response) -> {
            if (!covers.test(request.getURI().getRawPath())) {
                return others.handle(request, response);
            }
            response.getHeaders().set("X-Content-Type-Options", "nosniff");
            return handler.handle(request, response);
        };
    }
}
