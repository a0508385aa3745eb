package org.jminihttpd.destination.files;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.concurrent.Executor;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** What a directory shows of itself, for people or for programs. */
final class ListingAnswer extends NativeAnswer {

    private final Iterator<byte[]> body;
    private final boolean json;
    private final Executor diskThreads;

    ListingAnswer(Iterator<byte[]> body, boolean json, Executor diskThreads) {
        super(HttpStatus.OK);
        this.body = body;
        this.json = json;
        this.diskThreads = diskThreads;
    }

    @Override
    void describe(HttpHeaders fields) {
        fields.set(HttpHeaderNames.CONTENT_TYPE, json ? ListingPage.JSON : ListingPage.HTML);
        fields.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, ListingPage.CONTENT_SECURITY_POLICY);
        fields.set("x-content-type-options", "nosniff");
        fields.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT);
        // a file that grows changes the page but not the directory: there is nothing cheap to validate it by
        fields.set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
    }

    @Override
    Mono<Void> send(HttpServerResponse response) {
        Pieces pieces = allocator -> body.hasNext() ? Unpooled.wrappedBuffer(body.next()) : null;
        return response.sendHeaders()
                .then(PieceSender.send(channel(response), pieces, diskThreads))
                .then();
    }

    @Override
    void discard() {
        // holds nothing but memory
    }
}
