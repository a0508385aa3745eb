package org.jminihttpd.destination.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
     * Asks for the stamp of what a path names now: one system call, 2 microseconds.
     *
     * @throws IOException if there is nothing
     */
    static FileStamp of(Path path, LinkOption... links) throws IOException {
        if (!UNIX) {
            return of(Files.readAttributes(path, BasicFileAttributes.class, links));
        }
        Map<String, Object> read = Files.readAttributes(path, "unix:fileKey,size,lastModifiedTime,ctime", links);
        return new FileStamp(
                read.get("fileKey"),
                (Long) Objects.requireNonNull(read.get("size")),
                instant(read.get("lastModifiedTime")),
                instant(read.get("ctime")));
    }

    /** A stamp that takes the modification time for the change time; where they differ it equals no other stamp. */
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

    /**
     * A strong tag: differs for any two stamps of one path, but for a chance of one to 2^64. Mixed, because inode numbers
     * are nobody's business (CVE-2003-1418).
     */
    EntityTag etag() {
        long hash = mix(mix(mix(key == null ? 0 : key.hashCode()) + nanos(modified)) + nanos(changed));
        return EntityTag.strong(Long.toHexString(size) + '-' + Long.toHexString(hash));
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000 + time.getNano(); // may overflow, which loses nothing
    }

    /** A bijection that spreads every bit over all: the last steps of MurmurHash3. */
    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    private static Instant instant(@Nullable Object time) {
        return ((FileTime) Objects.requireNonNull(time)).toInstant();
    }
}
