package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCounted;
import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a file answer, read into a buffer that is used again for every piece. If the kernel can send the file, it sends
 * the first piece, so that a client who leaves early costs no buffer, and whatever there is no room for.
 */
final class FilePieces implements Pieces {

    private final ServedFile file;
    private final Iterator<BodyPart> parts;
    private final int least;
    private @Nullable ByteBuf buffer;
    private boolean begun;
    private long position;
    private long left;

    /**
     * Uses the caller's reference to the file.
     *
     * @param least bytes from which on it is better to read a piece than to have the kernel send it; 0 if it cannot send
     */
    FilePieces(ServedFile file, List<BodyPart> parts, int least) {
        this.file = file;
        this.parts = parts.iterator();
        this.least = least;
    }

    @Override
    public @Nullable ReferenceCounted next(ByteBufAllocator allocator, int size) throws IOException {
        while (left == 0) {
            if (!parts.hasNext()) {
                return null;
            }
            BodyPart part = parts.next();
            if (part instanceof BodyPart.Text text) {
                return text.bytes();
            }
            if (part instanceof BodyPart.Slice slice) {
                position = slice.first();
                left = slice.length();
            }
        }
        int count = (int) Math.min(Math.max(size, least), left);
        boolean kernelSends = least > 0 && (size < least || !begun);
        begun = true;
        ReferenceCounted piece = kernelSends ? file.region(position, count) : read(room(allocator, size), count);
        position += count;
        left -= count;
        return piece;
    }

    private ByteBuf room(ByteBufAllocator allocator, int size) {
        if (buffer == null || buffer.capacity() != size) {
            close();
            buffer = allocator.directBuffer(size, size);
        }
        return buffer.clear();
    }

    private ByteBuf read(ByteBuf room, int count) throws IOException {
        while (room.readableBytes() < count) {
            int read = room.writeBytes(file.channel(), position + room.writerIndex(), count - room.writerIndex());
            if (read <= 0) {
                throw new EOFException("became shorter while it was sent");
            }
        }
        return room.retainedDuplicate();
    }

    @Override
    public void close() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
