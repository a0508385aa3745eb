package org.jminihttpd.destination.files;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;

/** A listing that was made at once; it counts as memory of listings until the last answer with it is sent. */
final class ListingBytes extends UnpooledHeapByteBuf {

    private final int weight;

    /** @throws java.util.concurrent.RejectedExecutionException if there is no memory for it now */
    ListingBytes(byte[] page) {
        super(UnpooledByteBufAllocator.DEFAULT, page, page.length);
        weight = page.length;
        DirectoryListing.take(weight);
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        DirectoryListing.giveBack(weight);
    }
}
