package org.jminihttpd.destination.python;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes apart what a worker sends; a body is passed on as it comes, all else once it is complete. */
final class FrameReader {

    /** Bytes of a frame other than a body; {@code worker.py} sends heads of 64 KiB at most. */
    private static final int MAX_PAYLOAD = 68 * 1024;

    /** Bytes of a body that {@code worker.py} announces at once. */
    private static final int MAX_DATA = 16 * 1024 * 1024;

    private static final int HEAD = 5;

    private @Nullable ByteBuf incomplete;
    private long dataLeft;

    /**
     * Reads what arrived.
     *
     * @param arrived is released; the buffers in the frames are the caller's
     * @throws CorruptedFrameException if it is not what a worker says
     */
    List<WorkerFrame> read(ByteBuf arrived, ByteBufAllocator allocator) {
        List<WorkerFrame> frames = new ArrayList<>(4);
        ByteBuf input = joined(arrived, allocator);
        try {
            while (dataLeft > 0 ? input.isReadable() : hasFrame(input)) {
                WorkerFrame frame = dataLeft > 0 ? data(input, allocator) : frame(input);
                if (frame != null) {
                    frames.add(frame);
                }
            }
            incomplete = input.isReadable() ? allocator.buffer(HEAD).writeBytes(input) : null;
            return frames;
        } catch (RuntimeException e) {
            release(frames);
            throw e;
        } finally {
            input.release();
        }
    }

    /** Lets go of an incomplete frame. */
    void close() {
        if (incomplete != null) {
            incomplete.release();
            incomplete = null;
        }
    }

    /** Releases the buffers in frames that nobody takes. */
    static void release(Iterable<WorkerFrame> frames) {
        for (WorkerFrame frame : frames) {
            if (frame instanceof WorkerFrame.Data data) {
                data.bytes().release();
            }
        }
    }

    private ByteBuf joined(ByteBuf arrived, ByteBufAllocator allocator) {
        if (incomplete == null) {
            return arrived;
        }
        ByteBuf before = incomplete;
        incomplete = null;
        ByteBuf joined = allocator
                .buffer(before.readableBytes() + arrived.readableBytes())
                .writeBytes(before)
                .writeBytes(arrived);
        before.release();
        arrived.release();
        return joined;
    }

    private static boolean hasFrame(ByteBuf input) {
        if (input.readableBytes() < HEAD) {
            return false;
        }
        boolean data = input.getByte(input.readerIndex()) == 'D';
        long length = input.getUnsignedInt(input.readerIndex() + 1);
        if (length > (data ? MAX_DATA : MAX_PAYLOAD)) {
            throw new CorruptedFrameException("a frame of " + length + " bytes");
        }
        return data || input.readableBytes() >= HEAD + length;
    }

    /** A small piece is copied, else it would keep all of the buffer that it came in. */
    private WorkerFrame data(ByteBuf input, ByteBufAllocator allocator) {
        int count = (int) Math.min(dataLeft, input.readableBytes());
        dataLeft -= count;
        ByteBuf bytes = count < input.capacity() / 4
                ? allocator.buffer(count).writeBytes(input, count)
                : input.readRetainedSlice(count);
        return new WorkerFrame.Data(bytes);
    }

    private @Nullable WorkerFrame frame(ByteBuf input) {
        byte type = input.readByte();
        long length = input.readUnsignedInt();
        if (type == 'D') {
            dataLeft = length;
            return null;
        }
        ByteBuf payload = input.readSlice((int) length);
        return switch (type) {
            case 'H' -> new WorkerFrame.Hello(number(text(payload)));
            case 'W' -> new WorkerFrame.WantsBody();
            case 'A' -> new WorkerFrame.Head(AnswerHead.parse(text(payload)));
            case 'F' -> file(payload);
            case 'E' -> new WorkerFrame.End();
            case 'X' -> new WorkerFrame.Failed(AnswerHead.parse(text(payload)));
            case 'I' -> new WorkerFrame.Free();
            case 'G' -> new WorkerFrame.Goodbye();
            default -> throw new CorruptedFrameException("a frame of type " + type);
        };
    }

    private static WorkerFrame file(ByteBuf payload) {
        if (payload.readableBytes() != 20) {
            throw new CorruptedFrameException("a file in " + payload.readableBytes() + " bytes");
        }
        int descriptor = payload.readInt();
        long position = payload.readLong();
        long count = payload.readLong();
        if (descriptor < 0 || position < 0 || count < 0) {
            throw new CorruptedFrameException("a file that cannot be");
        }
        return new WorkerFrame.File(descriptor, position, count);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new CorruptedFrameException(e);
        }
    }

    private static String text(ByteBuf payload) {
        return payload.toString(StandardCharsets.ISO_8859_1);
    }
}
