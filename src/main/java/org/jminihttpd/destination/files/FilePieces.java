package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a file answer in pooled buffers, for connections that the kernel cannot send files on. */
final class FilePieces implements Pieces {

    private final FileChannel channel;
    private final Iterator<BodyPart> parts;
    private long position;
    private long left;

    FilePieces(FileChannel channel, List<BodyPart> parts) {
        this.channel = channel;
        this.parts = parts.iterator();
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator, int most) throws IOException {
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
        int size = (int) Math.min(most, left);
        ByteBuf piece = allocator.directBuffer(size, size);
        try {
            while (piece.isWritable()) {
                int read = piece.writeBytes(channel, position + piece.writerIndex(), piece.writableBytes());
                if (read <= 0) {
                    throw new EOFException("became shorter while it was sent");
                }
            }
        } catch (IOException | RuntimeException e) {
            piece.release();
            throw e;
        }
        position += size;
        left -= size;
        return piece;
    }
}
