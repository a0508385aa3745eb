package org.jminihttpd.http;

import java.util.Set;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The answer to a request that failed: a small page that says nothing about us.
 *
 * <p>The only mapping of failures to answers. Immutable, so one instance may answer many requests.
 */
public final class ErrorAnswer extends OwnAnswer {

    private static final ErrorAnswer NOT_FOUND = of(HttpStatus.NOT_FOUND);

    private final ErrorPage page;

    private ErrorAnswer(HttpStatusCode status, ErrorPage page, HttpHeaders headers) {
        super(status, headers);
        this.page = page;
    }

    /** The answer with a status of 400 or more. */
    public static ErrorAnswer of(HttpStatusCode status) {
        ErrorPage page = ErrorPage.of(status.value());
        return new ErrorAnswer(status, page, page.headers());
    }

    /** The answer with a status of 400 or more and further header fields. */
    public static ErrorAnswer of(HttpStatusCode status, Consumer<HttpHeaders> fields) {
        ErrorPage page = ErrorPage.of(status.value());
        HttpHeaders headers = new HttpHeaders();
        headers.putAll(page.headers());
        fields.accept(headers);
        return new ErrorAnswer(status, page, HttpHeaders.readOnlyHttpHeaders(headers));
    }

    /** The answer to a failure, for example of the file system; what it says is for the log only. */
    public static ErrorAnswer of(Throwable failure) {
        HttpStatusCode status = FailureStatus.of(failure);
        return failure instanceof ErrorResponse known // 405 has Allow, 503 may have Retry-After
                ? of(status, fields -> fields.putAll(known.getHeaders()))
                : of(status);
    }

    /** 404. */
    public static ErrorAnswer notFound() {
        return NOT_FOUND;
    }

    /** 405, naming the methods that work. */
    public static ErrorAnswer methodNotAllowed(Set<HttpMethod> allowed) {
        return of(HttpStatus.METHOD_NOT_ALLOWED, fields -> fields.setAllow(allowed));
    }

    /** The page, for answers to anything but HEAD; not copied, so never to be changed. */
    public byte[] body() {
        return page.body();
    }

    /** Writes the bytes itself: there are no message writers on the site's path. */
    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(statusCode());
        response.getHeaders().putAll(headers());
        if (exchange.getRequest().getMethod().equals(HttpMethod.HEAD)) {
            return response.setComplete();
        }
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(page.body())));
    }
}
