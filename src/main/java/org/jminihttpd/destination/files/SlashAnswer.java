package org.jminihttpd.destination.files;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jminihttpd.http.RequestPath;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;

/**
 * Sends the client from a directory's name to the same with a slash. The target is a path in normal form, so it cannot
 * name another host ({@code //evil.example}).
 */
final class SlashAnswer extends NativeAnswer {

    private final String location;

    /** Keeps the query as it was sent. */
    SlashAnswer(RequestPath path, @Nullable String query) {
        super(HttpStatus.MOVED_PERMANENTLY);
        location = path + "/" + (query == null ? "" : "?" + query);
    }

    @Override
    void describe(HttpHeaders fields) {
        fields.set(HttpHeaderNames.LOCATION, location);
        fields.set(HttpHeaderNames.CONTENT_LENGTH, "0");
    }

    @Override
    Mono<Void> send(Outlet outlet) {
        return outlet.send();
    }

    @Override
    void discard() {
        // holds nothing
    }
}
