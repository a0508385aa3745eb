package org.jminihttpd.destination.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way by which a file was found, and whether a request would still go it.
 *
 * <p>The stamp alone does not tell: who moves a directory out of the root and leaves a link to it behind changes neither
 * the files in it nor the path.
 */
sealed interface FilePlace {

    /** The path asked for; its last name is the file's name. */
    Path path();

    /** Where it is, for people; with what it really is behind symbolic links. */
    default String text() {
        return path().toString();
    }

    /**
     * The stamp of what a request would find there now. Asks the file system, as a request on its way does.
     *
     * @throws IOException if the way leads elsewhere or nowhere
     */
    FileStamp stamp() throws IOException;

    /** Links were followed wherever they led. */
    record Followed(Path path) implements FilePlace {
        @Override
        public FileStamp stamp() throws IOException {
            return FileStamp.of(path);
        }
    }

    /** There was no link below the root. */
    record Walked(Path path, List<Directory> way) implements FilePlace {
        @Override
        public FileStamp stamp() throws IOException {
            for (Directory directory : way) {
                directory.check();
            }
            return FileStamp.of(path, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** There were links, and all of them together led inside the root. */
    record Linked(Path path, Path real) implements FilePlace {
        @Override
        public String text() {
            return path + " -> " + real;
        }

        @Override
        public FileStamp stamp() throws IOException {
            if (!path.toRealPath().equals(real)) {
                throw new FileSystemException(path.toString(), null, "a link was changed");
            }
            return FileStamp.of(real, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /**
     * A directory below the root.
     *
     * @param key device and inode, which a link in its place would not have
     */
    record Directory(Path path, @Nullable Object key) {
        void check() throws IOException {
            Object now = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
            if (!Objects.equals(now, key)) {
                throw new FileSystemException(path.toString(), null, "was replaced");
            }
        }
    }
}
