package org.jminihttpd.destination.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jminihttpd.http.EntityTag;
import org.jspecify.annotations.Nullable;

/**
 * One state of one file: equal stamps mean equal bytes.
 *
 * <p>The change time is what makes it so: unlike the modification time, no program can set it back.
 *
 * @param key device and inode; null where the file system has none
 * @param size bytes
 * @param modified last change of the content
 * @param changed last change of content or attributes
 */
record FileStamp(@Nullable Object key, long size, Instant modified, Instant changed) {

    /** Clocks of file systems tick up to every 10 ms: a file this young may change again and keep its stamp. */
    private static final Duration SETTLED = Duration.ofMillis(20);

    private static final boolean UNIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    /**
     * Asks for the stamp of what a path names now, links followed: one system call, 2 microseconds.
     *
     * @throws IOException if there is nothing
     */
    static FileStamp of(Path path) throws IOException {
        if (!UNIX) {
            return of(Files.readAttributes(path, BasicFileAttributes.class));
        }
        Map<String, Object> read = Files.readAttributes(path, "unix:fileKey,size,lastModifiedTime,ctime");
        return new FileStamp(
                read.get("fileKey"),
                (Long) Objects.requireNonNull(read.get("size")),
                instant(read.get("lastModifiedTime")),
                instant(read.get("ctime")));
    }

    /** A stamp without a change time, which equals none that has one. */
    static FileStamp of(BasicFileAttributes attributes) {
        Instant modified = attributes.lastModifiedTime().toInstant();
        return new FileStamp(attributes.fileKey(), attributes.size(), modified, modified);
    }

    /** Whether it can be a stamp of the file that has these attributes. */
    boolean agreesWith(BasicFileAttributes attributes) {
        return size == attributes.size()
                && modified.equals(attributes.lastModifiedTime().toInstant())
                && Objects.equals(key, attributes.fileKey());
    }

    /** Whether every later change will show in the stamp. */
    boolean isSettled() {
        return changed.isBefore(Instant.now().minus(SETTLED));
    }

    /** A strong tag: differs for any two stamps of one path. */
    EntityTag etag() {
        int file = key == null ? 0 : key.hashCode();
        return EntityTag.strong(
                Integer.toHexString(file) + '-' + Long.toHexString(size) + '-' + hex(modified) + '-' + hex(changed));
    }

    private static String hex(Instant time) {
        return Long.toHexString(time.getEpochSecond()) + '.' + Integer.toHexString(time.getNano());
    }

    private static Instant instant(@Nullable Object time) {
        return ((FileTime) Objects.requireNonNull(time)).toInstant();
    }
}
