package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A body in pieces, each made when the one before is on its way. Called by one thread at a time, which may block. */
@FunctionalInterface
interface Pieces {

    /**
     * The next piece, which the caller owns.
     *
     * @param size bytes it should have, about
     * @return null after the last
     * @throws IOException if there should be more, but is not: the answer cannot be finished
     */
    @Nullable
    ByteBuf next(ByteBufAllocator allocator, int size) throws IOException;
}
