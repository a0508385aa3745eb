package org.jminihttpd.destination.files;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import org.jspecify.annotations.Nullable;

/** A listing that was made at once; it counts as memory of listings until the last answer with it is sent. */
final class ListingBytes extends UnpooledHeapByteBuf implements ListingBody {

    private final int weight;

    private ListingBytes(byte[] page) {
        super(UnpooledByteBufAllocator.DEFAULT, page, page.length);
        weight = page.length;
    }

    /** Takes over a page; null if that is for another turn. */
    static @Nullable ListingBytes of(byte[] page, ListingMemory memory) {
        return memory.take(page.length, 0) ? new ListingBytes(page) : null;
    }

    @Override
    public long weight() {
        return weight;
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        ListingMemory.giveBack(weight);
    }
}
