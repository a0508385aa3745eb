package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** What a directory shows of itself, for people or for programs. */
final class ListingAnswer extends NativeAnswer {

    private final Iterator<ByteBuf> body;
    private final long length;
    private final boolean json;
    private final Executor diskThreads;

    private ListingAnswer(Iterator<ByteBuf> body, long length, boolean json, Executor diskThreads) {
        super(HttpStatus.OK);
        this.body = body;
        this.length = length;
        this.json = json;
        this.diskThreads = diskThreads;
    }

    /** A page that is made while it is sent. */
    static ListingAnswer of(Iterator<ByteBuf> pieces, boolean json, Executor diskThreads) {
        return new ListingAnswer(pieces, -1, json, diskThreads);
    }

    /** A page that is there already. */
    static ListingAnswer of(ByteBuf page, boolean json, Executor diskThreads) {
        return new ListingAnswer(List.of(page).iterator(), page.readableBytes(), json, diskThreads);
    }

    @Override
    void describe(HttpHeaders fields) {
        if (length >= 0) {
            fields.remove(HttpHeaderNames.TRANSFER_ENCODING);
            fields.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
        }
        fields.set(HttpHeaderNames.CONTENT_TYPE, json ? ListingPage.JSON : ListingPage.HTML);
        fields.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, ListingPage.CONTENT_SECURITY_POLICY);
        fields.set("x-content-type-options", "nosniff");
        fields.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT);
        // a file that grows changes the page but not the directory: there is nothing cheap to validate it by
        fields.set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
    }

    @Override
    Mono<Void> send(HttpServerResponse response) {
        if (length >= 0) {
            return response.sendObject(body.next()).then();
        }
        Pieces pieces = allocator -> body.hasNext() ? body.next() : null;
        return response.sendHeaders()
                .then(PieceSender.send(channel(response), pieces, diskThreads))
                .then();
    }

    @Override
    void discard() {
        // holds nothing but memory
    }
}
