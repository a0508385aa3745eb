package org.jminihttpd.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What tells one content of a file from another without reading it. Symbolic links are followed, for certbot renews by
 * pointing {@code live/} elsewhere.
 *
 * @param attributes inode, size, modification and change time; empty if the file cannot be looked at
 */
public record FileStamp(Map<String, Object> attributes) {

    /** The stamp at this moment; that of a file that cannot be looked at is like every other such. */
    public static FileStamp of(Path file) {
        try {
            return new FileStamp(Map.copyOf(Files.readAttributes(file, "unix:ino,size,lastModifiedTime,ctime")));
        } catch (IOException | UnsupportedOperationException e) {
            return new FileStamp(Map.of());
        }
    }

    /** Whether the file could be looked at. */
    public boolean isThere() {
        return !attributes.isEmpty();
    }
}
