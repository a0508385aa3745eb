package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jminihttpd.http.EntityTag;
import org.jminihttpd.http.HttpDate;
import org.jminihttpd.lane.HotAnswer;
import org.jminihttpd.lane.Turn;
import org.jspecify.annotations.Nullable;

/**
 * One state of a file as it is served: its header fields, and its bytes, in memory or as an open file.
 *
 * <p>Counted: the table of hot files, every answer and every region on its way to a socket hold one reference each.
 */
final class ServedFile extends AbstractReferenceCounted implements HotAnswer.Source {

    private final FilePlace place;
    private final FileStamp stamp;
    private final long length;
    private final @Nullable ByteBuf content;
    private final @Nullable FileChannel channel;
    private final Executor closer;
    private final String contentType;
    private final EntityTag etag;
    private final String etagText;
    private final Instant lastModified;
    private final String lastModifiedText;
    private volatile @Nullable Turn checkedIn;
    private volatile boolean used = true;

    private ServedFile(
            FileTree.OpenFile file,
            String contentType,
            long length,
            @Nullable ByteBuf content,
            @Nullable FileChannel channel,
            Executor closer) {
        this.place = file.place();
        this.stamp = file.stamp();
        this.length = length;
        this.content = content;
        this.channel = channel;
        this.closer = closer;
        this.contentType = contentType;
        this.etag = stamp.etag();
        this.etagText = etag.toString();
        this.lastModified = past(stamp.modified());
        this.lastModifiedText = HttpDate.format(lastModified);
    }

    /** A file whose bytes are in memory; takes over the buffer, and the open file is no longer needed. */
    static ServedFile inMemory(FileTree.OpenFile file, String contentType, ByteBuf content, Executor closer) {
        return new ServedFile(file, contentType, content.readableBytes(), content, null, closer);
    }

    /** A file that stays open; takes over the channel, which a thread of the closer will close. */
    static ServedFile onDisk(FileTree.OpenFile file, String contentType, long length, Executor closer) {
        return new ServedFile(file, contentType, length, null, file.channel(), closer);
    }

    /** Clocks differ and files get odd dates, but Last-Modified must not be later than Date (RFC 9110 8.8.2.1). */
    private static Instant past(Instant modified) {
        Instant now = Instant.now();
        return modified.isAfter(now) ? now : modified;
    }

    /** Bytes that an answer promises: those of the open file, whatever becomes of it. */
    long length() {
        return length;
    }

    String contentType() {
        return contentType;
    }

    EntityTag etag() {
        return etag;
    }

    /** The etag as it goes out. */
    String etagText() {
        return etagText;
    }

    Instant lastModified() {
        return lastModified;
    }

    /** Last-Modified as it goes out. */
    String lastModifiedText() {
        return lastModifiedText;
    }

    /** The bytes, if they are in memory; not a new reference. */
    @Nullable
    ByteBuf content() {
        return content;
    }

    @Override
    public @Nullable ByteBuf body() {
        if (content == null || !tryRetain()) {
            return null;
        }
        ByteBuf body = content.retainedDuplicate(); // has a count of its own
        release();
        return body;
    }

    @Override
    public boolean isGone() {
        return refCnt() == 0;
    }

    /** The open file, if the bytes are not in memory. */
    FileChannel channel() {
        if (channel == null) {
            throw new IllegalStateException("in memory");
        }
        return channel;
    }

    /** Some bytes of the open file, for the kernel to send; a new reference. */
    FileRegion region(long first, long count) {
        retain();
        return new Region(first, count);
    }

    /** Whether it may be offered to later requests: changes will show, and what we hold is what the stamp says. */
    boolean isKeepable() {
        return stamp.isSettled() && stamp.size() == length;
    }

    @Override
    public boolean isCurrent(Turn turn) {
        if (checkedIn == turn) {
            used = true;
            return true;
        }
        boolean current = isCurrent();
        if (current) {
            checkedIn = turn;
        }
        return current;
    }

    /** Whether the path still leads to this state of the file. Asks the file system. */
    boolean isCurrent() {
        used = true;
        try {
            return place.stamp().equals(stamp);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it was asked for since this was asked. */
    boolean takeUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    /** Takes a reference, unless the last one is gone. */
    boolean tryRetain() {
        try {
            retain();
            return true;
        } catch (IllegalReferenceCountException e) {
            return false;
        }
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        return this;
    }

    @Override
    protected void deallocate() {
        if (content != null) {
            content.release();
        }
        if (channel != null) {
            try {
                closer.execute(this::close); // the last close of a deleted file frees its blocks, which can take long
            } catch (RejectedExecutionException e) {
                close();
            }
        }
    }

    private void close() {
        try {
            channel().close();
        } catch (IOException e) {
            // was only read: nothing can be lost
        }
    }

    /** A part of the file that does not close it. */
    private final class Region extends DefaultFileRegion {

        Region(long first, long count) {
            super(channel(), first, count);
        }

        @Override
        protected void deallocate() {
            ServedFile.this.release();
        }
    }
}
