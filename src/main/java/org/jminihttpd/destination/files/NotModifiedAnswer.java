package org.jminihttpd.destination.files;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;

/** The news that the client's copy is good (RFC 9110 15.4.5). */
final class NotModifiedAnswer extends NativeAnswer {

    private final @Nullable ServedFile file;
    private final @Nullable String cacheControl;

    /**
     * Takes over the caller's reference to the file.
     *
     * @param file null for what has no validators
     */
    NotModifiedAnswer(@Nullable ServedFile file, @Nullable String cacheControl) {
        super(HttpStatus.NOT_MODIFIED);
        this.file = file;
        this.cacheControl = cacheControl;
    }

    @Override
    void describe(HttpHeaders fields) {
        fields.remove(HttpHeaderNames.TRANSFER_ENCODING); // which reactor-netty takes for granted with HEAD
        if (file != null) {
            fields.set(HttpHeaderNames.ETAG, file.etagText());
            fields.set(HttpHeaderNames.LAST_MODIFIED, file.lastModifiedText());
        }
        if (cacheControl != null) {
            fields.set(HttpHeaderNames.CACHE_CONTROL, cacheControl);
        }
    }

    @Override
    Mono<Void> send(Outlet outlet) {
        discard();
        return outlet.send();
    }

    @Override
    void discard() {
        if (file != null) {
            file.release();
        }
    }
}
