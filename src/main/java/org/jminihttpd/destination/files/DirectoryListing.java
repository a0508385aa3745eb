package org.jminihttpd.destination.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jminihttpd.http.RequestPath;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/**
 * What a directory shows of itself. It has to be in memory as a whole, or it could not be sorted.
 *
 * @param rows directories first, then in the order a person expects
 * @param weight bytes taken from the memory that all listings share, until this one is closed
 */
record DirectoryListing(List<Row> rows, long weight) implements AutoCloseable {

    private static final MemoryShare MEMORY =
            new MemoryShare(Runtime.getRuntime().maxMemory() / 3);

    private static final Comparator<Row> ORDER =
            Comparator.comparing(Row::directory).reversed().thenComparing(Row::name, NameOrder.INSTANCE);

    /**
     * One entry.
     *
     * @param name its file name; bytes that are not UTF-8 are U+FFFD
     * @param href its name as a segment of a request path; empty if no request can name it
     * @param directory whether it is a directory, perhaps through a link
     * @param size bytes of a file
     * @param modified seconds since 1970
     */
    record Row(String name, String href, boolean directory, long size, long modified) {

        /** Bytes of heap, about. */
        long weight() {
            return 100 + name.length() + (href.equals(name) ? 0 : 50L + href.length());
        }
    }

    /**
     * Reads a directory. Blocks: one system call for each entry, 1.6 microseconds.
     *
     * @param directory open and not yet iterated over; the caller closes it
     * @param showsHidden whether names that begin with a dot are listed
     * @param linkServable asked for symbolic links, by {@link Row#href}: whether a request for it would be answered
     * @throws IOException if it cannot be read
     * @throws RejectedExecutionException if there is no memory for it now
     */
    static DirectoryListing read(DirectoryStream<Path> directory, boolean showsHidden, Predicate<String> linkServable)
            throws IOException {
        List<Row> rows = new ArrayList<>();
        long weight = 0;
        boolean done = false;
        try {
            for (Path entry : directory) {
                String name = entry.getFileName().toString();
                Row row = showsHidden || !name.startsWith(".") ? row(directory, entry, name, linkServable) : null;
                if (row != null) {
                    take(row.weight());
                    weight += row.weight();
                    rows.add(row);
                }
            }
            rows.sort(ORDER);
            done = true;
            return new DirectoryListing(rows, weight);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } finally {
            if (!done) {
                giveBack(weight);
            }
        }
    }

    private static @Nullable Row row(
            DirectoryStream<Path> directory, Path entry, String name, Predicate<String> linkServable)
            throws IOException {
        String raw = name;
        if (!isAscii(name)) { // how Java decodes it depends on the locale of the process: look at its bytes
            raw = FileNames.encoded(entry.getFileName());
            name = UriUtils.decode(raw, StandardCharsets.UTF_8);
        } else if (name.indexOf('%') >= 0) {
            raw = name.replace("%", "%25");
        }
        String href = RequestPath.of('/' + raw)
                .map(path -> path.toString().substring(1))
                .orElse("");
        try {
            BasicFileAttributes attributes = attributes(directory, entry, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                if (href.isEmpty() || !linkServable.test(href)) {
                    return null;
                }
                attributes = attributes(directory, entry);
            }
            if (!attributes.isDirectory() && !attributes.isRegularFile()) {
                return null;
            }
            long modified = attributes.lastModifiedTime().to(TimeUnit.SECONDS);
            return new Row(
                    name, href.equals(name) ? name : href, attributes.isDirectory(), attributes.size(), modified);
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

    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) > 0x7e) {
                return false;
            }
        }
        return true;
    }

    /** Gives its memory back; called once. */
    @Override
    public void close() {
        giveBack(weight);
    }

    /** Takes memory for a part of a listing. */
    static void take(long bytes) {
        if (!MEMORY.tryTake(bytes)) {
            throw new RejectedExecutionException("no memory for more listings, or for one of so many files: "
                    + "give Java more (-Xmx), the directory an index file, or the route listing = no");
        }
    }

    static void giveBack(long bytes) {
        MEMORY.giveBack(bytes);
    }
}
