package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.Executor;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** What a directory shows of itself, for people or for programs. */
final class ListingAnswer extends NativeAnswer {

    /** Whatever a file is called, nothing runs and nothing is loaded. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final ListingFormat format;
    private final Body body;

    private ListingAnswer(ListingFormat format, Body body) {
        super(HttpStatus.OK);
        this.format = format;
        this.body = body;
    }

    private sealed interface Body {}

    private record Whole(ByteBuf page) implements Body {}

    private record Rows(DirectoryListing listing, Executor diskThreads) implements Body {}

    /** A page that is there already; takes over a reference to it. */
    static ListingAnswer of(ListingFormat format, ByteBuf page) {
        return new ListingAnswer(format, new Whole(page));
    }

    /** A page that is made while it is sent; takes over the listing. */
    static ListingAnswer of(ListingFormat format, DirectoryListing listing, Executor diskThreads) {
        return new ListingAnswer(format, new Rows(listing, diskThreads));
    }

    @Override
    void describe(HttpHeaders fields) {
        if (body instanceof Whole whole) {
            fields.remove(HttpHeaderNames.TRANSFER_ENCODING);
            fields.set(
                    HttpHeaderNames.CONTENT_LENGTH,
                    Integer.toString(whole.page().readableBytes()));
        }
        fields.set(HttpHeaderNames.CONTENT_TYPE, format.contentType());
        fields.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
        fields.set("x-content-type-options", "nosniff");
        fields.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT);
        // a file that grows changes the page but not the directory: there is nothing cheap to validate it by
        fields.set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
    }

    @Override
    Mono<Void> send(HttpServerResponse response) {
        if (body instanceof Whole whole) {
            return response.sendObject(whole.page()).then();
        }
        if (response.version().equals(HttpVersion.HTTP_1_0)) { // knows no chunks: the end of the connection is the end
            response.chunkedTransfer(false).keepAlive(false);
        }
        Rows rows = (Rows) body;
        return response.sendHeaders()
                .then(PieceSender.send(channel(response), new ListingPage(format, rows.listing()), rows.diskThreads()))
                .then()
                .doFinally(end -> discard());
    }

    @Override
    void discard() {
        if (body instanceof Whole whole) {
            whole.page().release();
        } else if (body instanceof Rows rows) {
            rows.listing().close();
        }
    }
}
