package org.jminihttpd.http;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;

/** An answer that writes itself instead of having Spring do it; cookies are header fields to it like all others. */
public abstract class OwnAnswer implements ServerResponse {

    private static final MultiValueMap<String, ResponseCookie> NO_COOKIES =
            CollectionUtils.unmodifiableMultiValueMap(new LinkedMultiValueMap<>());

    private final HttpStatusCode status;
    private final HttpHeaders headers;

    /** One whose header fields are made when it is written: before, it has none. */
    protected OwnAnswer(HttpStatusCode status) {
        this(status, HttpHeaders.EMPTY);
    }

    /** @param headers never to be changed */
    protected OwnAnswer(HttpStatusCode status, HttpHeaders headers) {
        this.status = status;
        this.headers = headers;
    }

    @Override
    public final HttpStatusCode statusCode() {
        return status;
    }

    @Override
    public final HttpHeaders headers() {
        return headers;
    }

    @Override
    public final MultiValueMap<String, ResponseCookie> cookies() {
        return NO_COOKIES;
    }
}
