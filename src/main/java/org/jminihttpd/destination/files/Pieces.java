package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A body in pieces. Called by one thread at a time, which may block. */
@FunctionalInterface
interface Pieces {

    /**
     * The next piece, bytes or a part of a file, which the caller owns; the one before is written.
     *
     * @param size bytes it should have, about
     * @return null after the last
     * @throws IOException if there should be more, but is not: the answer cannot be finished
     */
    @Nullable
    ReferenceCounted next(ByteBufAllocator allocator, int size) throws IOException;

    /** No more will be asked for. Does not block. */
    default void close() {}
}
