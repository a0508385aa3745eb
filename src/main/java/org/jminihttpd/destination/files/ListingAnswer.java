package org.jminihttpd.destination.files;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.Executor;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;

/** What a directory shows of itself, for people or for programs. */
final class ListingAnswer extends NativeAnswer {

    /** Whatever a file is called, nothing runs and nothing is loaded. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Bytes. */
    private static final int PIECE = 64 * 1024;

    private final ListingFormat format;
    private final ListingBody body;
    private final Executor diskThreads;
    private final FileFailures failures;

    /** Takes over a reference to the body. */
    ListingAnswer(ListingFormat format, ListingBody body, Executor diskThreads, FileFailures failures) {
        super(HttpStatus.OK);
        this.format = format;
        this.body = body;
        this.diskThreads = diskThreads;
        this.failures = failures;
    }

    @Override
    void describe(HttpHeaders fields) {
        if (body instanceof ListingBytes page) {
            fields.remove(HttpHeaderNames.TRANSFER_ENCODING);
            fields.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(page.readableBytes()));
        }
        fields.set(HttpHeaderNames.CONTENT_TYPE, format.contentType());
        fields.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
        fields.set("x-content-type-options", "nosniff");
        fields.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT);
        // a file that grows changes the page but not the directory: there is nothing cheap to validate it by
        fields.set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
    }

    @Override
    Mono<Void> send(Outlet outlet) {
        if (body instanceof ListingBytes page) {
            return outlet.send(page.duplicate()); // has a position of its own
        }
        Pieces pieces = new ListingPage(format, (DirectoryListing) body);
        return outlet.send(writer -> PieceSender.send(outlet.channel(), writer, pieces, PIECE, diskThreads))
                .doFinally(end -> discard());
    }

    @Override
    void cut(String target, Throwable failure) {
        failures.cut(target, failure);
    }

    @Override
    void discard() {
        body.release();
    }
}
