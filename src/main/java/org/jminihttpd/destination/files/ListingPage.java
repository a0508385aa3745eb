package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jminihttpd.destination.files.DirectoryListing.Row;
import org.springframework.http.HttpHeaders;

/** A directory listing as bytes to send, in pieces, so that a big directory never is one big array. */
final class ListingPage implements Iterator<ByteBuf> {

    /** Content-Type of {@link #html}. */
    static final String HTML = "text/html; charset=utf-8";

    /** Content-Type of {@link #json}. */
    static final String JSON = "application/json";

    /** Content-Security-Policy of {@link #html}: whatever a file is called, nothing runs and nothing is loaded. */
    static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Bytes of a piece, about what a socket takes at once. */
    private static final int PIECE = 32 * 1024;

    private enum Part {
        BEGIN,
        ROWS,
        DONE
    }

    private final ByteText text = new ByteText(PIECE + 2048);
    private final ListingFormat format;
    private final Iterator<Row> rows;
    private Part part = Part.BEGIN;

    private ListingPage(ListingFormat format, DirectoryListing listing) {
        this.format = format;
        this.rows = listing.rows().iterator();
    }

    /** Whether a request would rather have JSON than HTML; the answer varies by Accept. */
    static boolean prefersJson(HttpHeaders request) {
        return AcceptField.prefersJson(request.get(HttpHeaders.ACCEPT));
    }

    /**
     * The page for people.
     *
     * @param path of the request in normal form, ending in a slash
     */
    static ListingPage html(String path, DirectoryListing listing) {
        return new ListingPage(new HtmlListing(path, listing), listing);
    }

    /** The page for programs: an array of {@code {name, type, size, mtime}}. */
    static ListingPage json(DirectoryListing listing) {
        return new ListingPage(new JsonListing(), listing);
    }

    /** All pieces in one. */
    ByteBuf whole() {
        ByteBuf whole = Unpooled.buffer(4 * PIECE);
        forEachRemaining(whole::writeBytes);
        return Unpooled.unreleasableBuffer(whole);
    }

    @Override
    public boolean hasNext() {
        return part != Part.DONE;
    }

    @Override
    public ByteBuf next() {
        switch (part) {
            case BEGIN -> format.begin(text);
            case ROWS -> {}
            case DONE -> throw new NoSuchElementException();
        }
        part = Part.ROWS;
        while (rows.hasNext() && text.length() < PIECE) {
            format.row(text, rows.next());
        }
        if (!rows.hasNext()) {
            format.end(text);
            part = Part.DONE;
        }
        return Unpooled.wrappedBuffer(text.take());
    }
}
