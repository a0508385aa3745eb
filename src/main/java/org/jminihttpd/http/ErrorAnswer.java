package org.jminihttpd.http;

import java.util.Set;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The answer to a request that failed: a small page that says nothing about us. */
public final class ErrorAnswer implements ServerResponse {

    private final HttpStatusCode status;
    private final HttpHeaders headers = new HttpHeaders();

    private ErrorAnswer(HttpStatusCode status) {
        this.status = status;
    }

    /** The answer with a status of 400 or more. */
    public static ErrorAnswer of(HttpStatusCode status) {
        return new ErrorAnswer(status);
    }

    /** The answer with a status of 400 or more and further header fields. */
    public static ErrorAnswer of(HttpStatusCode status, Consumer<HttpHeaders> fields) {
        ErrorAnswer answer = new ErrorAnswer(status);
        fields.accept(answer.headers);
        return answer;
    }

    /** The answer to a failure; its text stays with us. */
    public static ErrorAnswer of(Throwable failure) {
        return of(HttpStatus.INTERNAL_SERVER_ERROR);
    }

    /** 404. */
    public static ErrorAnswer notFound() {
        return of(HttpStatus.NOT_FOUND);
    }

    /** 405, naming the methods that work. */
    public static ErrorAnswer methodNotAllowed(Set<HttpMethod> allowed) {
        return of(HttpStatus.METHOD_NOT_ALLOWED, fields -> fields.setAllow(allowed));
    }

    @Override
    public HttpStatusCode statusCode() {
        return status;
    }

    @Override
    public HttpHeaders headers() {
        return headers;
    }

    @Override
    public MultiValueMap<String, ResponseCookie> cookies() {
        return new LinkedMultiValueMap<>();
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        exchange.getResponse().setStatusCode(status);
        return exchange.getResponse().setComplete();
    }
}
