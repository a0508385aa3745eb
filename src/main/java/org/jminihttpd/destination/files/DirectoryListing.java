package org.jminihttpd.destination.files;

import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a directory shows of itself. It has to be in memory as a whole, or it could not be sorted. */
final class DirectoryListing extends AbstractReferenceCounted implements ListingBody {

    private final RowTable rows = new RowTable();
    private long weight;
    private int directories;
    private long bytes;

    private DirectoryListing() {}

    /**
     * One entry.
     *
     * @param directory whether it is a directory, perhaps through a link
     * @param size bytes of a file
     * @param modified seconds since 1970
     */
    record Row(FileName name, boolean directory, long size, long modified) {}

    /**
     * Reads a directory. Blocks: one system call for each entry, 1.6 microseconds.
     *
     * @param directory open and not yet iterated over; the caller closes it
     * @param showsHidden whether names that begin with a dot are listed
     * @param linkServable asked for symbolic links, by {@link FileName#href}: whether a request for it would be answered
     * @return a new reference; null if it needs more memory than there is at once
     * @throws IOException if it cannot be read
     * @throws RejectedExecutionException if there is no memory for it
     */
    static @Nullable DirectoryListing read(
            DirectoryStream<Path> directory, boolean showsHidden, Predicate<String> linkServable, ListingMemory memory)
            throws IOException {
        DirectoryListing listing = new DirectoryListing();
        boolean done = false;
        try {
            for (Path entry : directory) {
                FileName name = FileName.of(entry);
                Row row = showsHidden || !name.isHidden() ? row(directory, entry, name, linkServable) : null;
                if (row != null && !listing.add(row, memory)) {
                    return null;
                }
            }
            listing.rows.sort();
            done = true;
            return listing;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } finally {
            if (!done) {
                listing.release();
            }
        }
    }

    private static @Nullable Row row(
            DirectoryStream<Path> directory, Path entry, FileName name, Predicate<String> linkServable)
            throws IOException {
        try {
            BasicFileAttributes attributes = attributes(directory, entry, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                String href = name.href();
                if (href.isEmpty() || !linkServable.test(href)) {
                    return null;
                }
                attributes = attributes(directory, entry);
            }
            if (!attributes.isDirectory() && !attributes.isRegularFile()) {
                return null;
            }
            long modified = attributes.lastModifiedTime().to(TimeUnit.SECONDS);
            return new Row(name, attributes.isDirectory(), attributes.size(), modified);
        } catch (FileSystemException e) {
            return null; // removed since the directory named it, or not ours to see: no request would be answered
        }
    }

    /** Asks the open directory, not the path by which it was found, which may lead elsewhere by now. */
    private static BasicFileAttributes attributes(DirectoryStream<Path> directory, Path entry, LinkOption... options)
            throws IOException {
        return directory instanceof SecureDirectoryStream<Path> open
                ? open.getFileAttributeView(entry.getFileName(), BasicFileAttributeView.class, options)
                        .readAttributes()
                : Files.readAttributes(entry, BasicFileAttributes.class, options);
    }

    private boolean add(Row row, ListingMemory memory) {
        if (rows.count() == memory.mostRows()) {
            return false;
        }
        rows.add(row);
        if (row.directory()) {
            directories++;
        } else {
            bytes += row.size();
        }
        long more = rows.weight() - weight;
        if (more > 0) {
            if (!memory.take(more, weight)) {
                return false;
            }
            weight += more;
        }
        return true;
    }

    int count() {
        return rows.count();
    }

    /** Rows of directories, which come first. */
    int directories() {
        return directories;
    }

    /** Bytes of all files. */
    long bytes() {
        return bytes;
    }

    /** A row; those of one kind are in the order a person expects. */
    Row row(int index) {
        return rows.get(index);
    }

    @Override
    public long weight() {
        return weight;
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        return this;
    }

    @Override
    protected void deallocate() {
        ListingMemory.giveBack(weight);
    }
}
