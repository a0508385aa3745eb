package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** A directory listing as bytes to send, in pieces, so that a big directory never is one big array. */
final class ListingPage implements Pieces {

    /** Room for a row that begins just before a piece is full. */
    private static final int ROW = 4096;

    private final ListingFormat format;
    private final DirectoryListing listing;
    private int next;
    private boolean ended;

    ListingPage(ListingFormat format, DirectoryListing listing) {
        this.format = format;
        this.listing = listing;
    }

    /** All pieces in one. */
    byte[] whole() {
        ByteText text = new ByteText(ROW + 256 * listing.count());
        write(text, Integer.MAX_VALUE);
        return text.take();
    }

    /** Holds no buffer from one piece to the next: the client may be slow. */
    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator, int size) {
        if (ended) {
            return null;
        }
        ByteText text = new ByteText(size + ROW);
        write(text, size);
        return Unpooled.wrappedBuffer(text.bytes(), 0, text.length());
    }

    private void write(ByteText text, int size) {
        if (next == 0) {
            format.begin(text, listing);
        }
        while (next < listing.count() && text.length() < size) {
            format.row(text, listing.row(next++));
        }
        if (next == listing.count()) {
            format.end(text);
            ended = true;
        }
    }
}
