package org.jminihttpd.actuate;

import java.io.ByteArrayOutputStream;
import java.util.function.BooleanSupplier;
import org.jminihttpd.reload.ReloadReport;
import org.jminihttpd.reload.Reloader;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Has the configuration read again at a POST to {@code /actuator/reload}, and answers how that went: 200 if it is in effect,
 * 500 if all of the one before stays.
 */
public final class ReloadHandler implements HttpHandler {

    private final Reloader reloader;

    public ReloadHandler(Reloader reloader) {
        this.reloader = reloader;
    }

    /** Its place in the actuator. */
    public Actuator at(ActuatorPath path, BooleanSupplier isWanted) {
        String own = path.base() + "/reload";
        return new Actuator(asked -> asked.equals(own) && isWanted.getAsBoolean(), this);
    }

    @Override
    public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        if (!request.getMethod().equals(HttpMethod.POST)) {
            response.setStatusCode(HttpStatus.METHOD_NOT_ALLOWED);
            response.getHeaders().set(HttpHeaders.ALLOW, "POST");
            return response.setComplete();
        }
        if (request.getHeaders().containsHeader(HttpHeaders.ORIGIN)) {
            response.setStatusCode(HttpStatus.FORBIDDEN); // a page in the operator's browser
            return response.setComplete();
        }
        return Mono.fromFuture(reloader.request(), true).flatMap(report -> write(response, report));
    }

    private static Mono<Void> write(ServerHttpResponse response, ReloadReport report) {
        byte[] body = json(report);
        response.setStatusCode(report.applied() ? HttpStatus.OK : HttpStatus.INTERNAL_SERVER_ERROR);
        HttpHeaders headers = response.getHeaders();
        headers.setCacheControl("no-store");
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    private static byte[] json(ReloadReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeName("applied");
            json.writeBoolean(report.applied());
            json.writeName("problems");
            json.writeString(report.problems());
            json.writeName("warnings");
            json.writeString(report.warnings());
            json.writeName("afterRestart");
            json.writeString(report.afterRestart());
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
