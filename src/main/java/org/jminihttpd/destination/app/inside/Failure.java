package org.jminihttpd.destination.app.inside;

import java.util.ArrayList;
import java.util.List;
import org.jminihttpd.destination.app.bridge.Exchange;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;

/** What an exception of the application means to its client. */
final class Failure {

    private Failure() {}

    static void tell(Exchange exchange, Throwable cause) {
        if (cause instanceof ErrorResponse known) { // ResponseStatusException and its kind
            exchange.fail(known.getStatusCode().value(), fields(known.getHeaders()), cause);
            return;
        }
        ResponseStatus annotation = AnnotatedElementUtils.findMergedAnnotation(cause.getClass(), ResponseStatus.class);
        int status =
                annotation != null ? annotation.code().value() : cause instanceof DataBufferLimitException ? 413 : 500;
        exchange.fail(status, List.of(), cause);
    }

    /** Names and values in turn. */
    static List<String> fields(HttpHeaders headers) {
        List<String> fields = new ArrayList<>();
        headers.forEach((name, values) -> values.forEach(value -> {
            fields.add(name);
            fields.add(value);
        }));
        return fields;
    }
}
