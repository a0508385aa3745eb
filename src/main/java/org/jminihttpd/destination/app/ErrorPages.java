package org.jminihttpd.destination.app;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jminihttpd.http.ErrorAnswer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/** The server's own answers in the place of an application's. */
final class ErrorPages {

    /** Until an operator has looked after it. */
    private static final ErrorAnswer NOT_SERVING = unavailable(60);

    private static final ErrorAnswer STARTING = unavailable(5);
    private static final ErrorAnswer BUSY = unavailable(1);

    /** What the page says of itself is not the application's to say. */
    private static final Set<String> OF_THE_PAGE =
            Set.of("content-type", "content-length", "content-encoding", "transfer-encoding", "connection");

    private ErrorPages() {}

    /** @param fields names and values in turn */
    static ErrorAnswer of(int status, List<String> fields) {
        HttpStatusCode code = HttpStatusCode.valueOf(status);
        return fields.isEmpty()
                ? ErrorAnswer.of(code)
                : ErrorAnswer.of(code, headers -> {
                    for (int i = 0; i < fields.size(); i += 2) {
                        if (!OF_THE_PAGE.contains(fields.get(i).toLowerCase(Locale.ROOT))) {
                            headers.add(fields.get(i), fields.get(i + 1));
                        }
                    }
                });
    }

    static ErrorAnswer notServing() {
        return NOT_SERVING;
    }

    static ErrorAnswer starting() {
        return STARTING;
    }

    static ErrorAnswer busy() {
        return BUSY;
    }

    private static ErrorAnswer unavailable(int seconds) {
        return ErrorAnswer.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                headers -> headers.set(HttpHeaders.RETRY_AFTER, Integer.toString(seconds)));
    }
}
