package org.jminihttpd.destination.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a directory shows of itself.
 *
 * @param rows directories first, then by name
 */
record DirectoryListing(List<Row> rows) {

    /**
     * One entry.
     *
     * @param name its file name; undecodable bytes are U+FFFD
     * @param href percent-encoded, without {@code ./}; empty if no request can name it
     * @param directory whether it is a directory, perhaps through a link
     * @param size bytes of a file
     * @param modified seconds since 1970
     */
    record Row(String name, String href, boolean directory, long size, long modified) {}

    /**
     * Reads a directory. Blocks: one system call for each entry.
     *
     * @param linkServable asked for symbolic links only: whether a request for it would be answered
     * @throws IOException if it cannot be read
     */
    static DirectoryListing read(Path directory, Predicate<Path> linkServable) throws IOException {
        return new DirectoryListing(List.of());
    }
}
