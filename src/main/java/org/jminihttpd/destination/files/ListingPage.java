package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Iterator;
import java.util.List;
import org.jminihttpd.destination.files.DirectoryListing.Row;
import org.jspecify.annotations.Nullable;

/** A directory listing as bytes to send, in pieces, so that a big directory never is one big array. */
final class ListingPage implements Pieces {

    private final ByteText text = new ByteText(4096);
    private final ListingFormat format;
    private final List<Row> all;
    private final Iterator<Row> rows;
    private boolean begun;
    private boolean ended;

    ListingPage(ListingFormat format, DirectoryListing listing) {
        this.format = format;
        this.all = listing.rows();
        this.rows = all.iterator();
    }

    /** All pieces in one. */
    byte[] whole() {
        format.begin(text, all);
        rows.forEachRemaining(row -> format.row(text, row));
        format.end(text);
        return text.take();
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator, int size) {
        if (ended) {
            return null;
        }
        if (!begun) {
            format.begin(text, all);
            begun = true;
        }
        while (rows.hasNext() && text.length() < size) {
            format.row(text, rows.next());
        }
        if (!rows.hasNext()) {
            format.end(text);
            ended = true;
        }
        return Unpooled.wrappedBuffer(text.take());
    }
}
