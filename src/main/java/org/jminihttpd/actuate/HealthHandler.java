package org.jminihttpd.actuate;

import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.ReactiveHealthEndpointWebExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/** Answers {@code /actuator/health} and what is below it from Boot's health endpoint, without its web layer. */
public final class HealthHandler implements HttpHandler {

    private static final String ALLOWED = "GET, HEAD, OPTIONS";

    private final Supplier<ReactiveHealthEndpointWebExtension> endpoint;
    private final ActuatorPath path;

    public HealthHandler(Supplier<ReactiveHealthEndpointWebExtension> endpoint, ActuatorPath path) {
        this.endpoint = endpoint;
        this.path = path;
    }

    @Override
    public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        HttpMethod method = request.getMethod();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            boolean asked = method.equals(HttpMethod.OPTIONS);
            response.setStatusCode(asked ? HttpStatus.NO_CONTENT : HttpStatus.METHOD_NOT_ALLOWED);
            response.getHeaders().set(HttpHeaders.ALLOW, ALLOWED);
            return response.setComplete();
        }
        String[] below = path.belowHealth(request.getURI().getRawPath());
        return endpoint.get()
                .health(ApiVersion.V3, null, SecurityContext.NONE, below)
                .flatMap(answer -> write(response, answer))
                .then(Mono.defer(response::setComplete)); // to write to HEAD does not send the status
    }

    private static Mono<Void> write(
            ServerHttpResponse response, WebEndpointResponse<? extends HealthDescriptor> answer) {
        response.setStatusCode(HttpStatusCode.valueOf(answer.getStatus()));
        HttpHeaders headers = response.getHeaders();
        headers.setCacheControl("no-store");
        HealthDescriptor health = answer.getBody();
        if (health == null) {
            headers.setContentLength(0);
            return response.setComplete();
        }
        byte[] body = HealthJson.write(health);
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }
}
