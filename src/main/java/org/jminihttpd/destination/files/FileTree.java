package org.jminihttpd.destination.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jminihttpd.destination.files.FilePlace.Followed;
import org.jminihttpd.destination.files.FilePlace.Linked;
import org.jminihttpd.destination.files.FilePlace.Walked;
import org.jspecify.annotations.Nullable;

/**
 * The only step from a request path to a file: opens what a path names below one directory, and nothing else.
 *
 * <p>A path that is checked and then opened can be swapped for a link in between. So the way down is walked with
 * {@code openat(.., O_NOFOLLOW)}, one directory at a time, each relative to the one already open: no link is ever
 * followed by the kernel. A link that may be followed is resolved first, and the walk repeated along the result, which
 * has none. Where the platform has no {@link SecureDirectoryStream}, as on Windows, the result is opened by its path,
 * and someone who may write below the root can win that race.
 *
 * <p>Only what was a regular file or a directory a moment ago is opened, since opening a named pipe waits for a writer.
 * Java cannot open without waiting: someone who may write below the root and swaps a file for a pipe in that very
 * moment holds one thread of {@link DiskThreads}, never an event loop.
 *
 * <p>A directory must be readable, not only searchable, for what is in it to be served.
 */
final class FileTree {

    /** Before something that is swapped all the time is given up. */
    private static final int ATTEMPTS = 16;

    /** NAME_MAX and PATH_MAX of Linux, bytes: the kernel's refusal would look like a failing disk. */
    private static final int LONGEST_NAME = 255;

    private static final int LONGEST_PATH = 4095;

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path root;
    private final SymlinkPolicy links;

    FileTree(Path root, SymlinkPolicy links) {
        this.root = root;
        this.links = links;
    }

    /** Something that exists, open; the caller closes it. */
    sealed interface Found extends Closeable {}

    /**
     * A regular file.
     *
     * @param stamp no newer than the bytes that will be read
     */
    record OpenFile(FileChannel channel, FilePlace place, FileStamp stamp) implements Found {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A directory. */
    record OpenDirectory(DirectoryStream<Path> stream, FilePlace place) implements Found {
        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    /**
     * Opens what a path names. Blocks.
     *
     * @param rest percent-encoded normal form below the root; empty for the root itself
     * @return null if there is nothing that may be served
     * @throws IOException if there is, but the system does not let us have it
     */
    @Nullable
    Found open(String rest) throws IOException {
        Path relative = FileNames.relative(rest);
        Path path = root.resolve(relative);
        if (!isPossible(rest, path)) {
            return null;
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return open(path, relative);
            } catch (NoSuchFileException | NotDirectoryException e) {
                return null;
            } catch (AccessDeniedException e) {
                throw e;
            } catch (FileSystemException e) { // swapped under our hands; or out of file descriptors
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    Path root() {
        return root;
    }

    /** Why {@link #open} found nothing to serve, in words. Blocks. */
    String whyNothing(String rest, boolean isFile) {
        Path path = root.resolve(FileNames.relative(rest));
        if (isFile) {
            return path + ": refused, it is a file and no directory";
        }
        if (!Files.exists(path)) {
            return path + ": refused, it does not exist";
        }
        return path + ": refused, "
                + (Files.isRegularFile(path) || Files.isDirectory(path)
                        ? "a symbolic link leads out of the route's directory (symlinks = %s)"
                                .formatted(links.name().toLowerCase(Locale.ROOT))
                        : "it is neither a file nor a directory");
    }

    private @Nullable Found open(Path path, Path relative) throws IOException {
        if (links == SymlinkPolicy.FOLLOW) {
            return openPath(path, path);
        }
        try {
            return walk(root, relative, path, null);
        } catch (LinkException e) {
            if (links == SymlinkPolicy.NEVER) {
                return null;
            }
        }
        Path top = root.toRealPath();
        Path real = path.toRealPath();
        try {
            return real.startsWith(top) ? walk(top, top.relativize(real), path, real) : null;
        } catch (LinkException e) {
            throw swapped(path);
        }
    }

    private @Nullable Found walk(Path top, Path relative, Path path, @Nullable Path real)
            throws IOException, LinkException {
        DirectoryStream<Path> at = stream(top);
        Found found = null;
        try {
            List<FilePlace.Directory> way = new ArrayList<>();
            for (int depth = 0; depth < relative.getNameCount(); depth++) {
                Path name = relative.getName(depth);
                if (!(at instanceof SecureDirectoryStream<Path> directory)) {
                    return openResolved(path);
                }
                if (name.toString().isEmpty()) { // how Path spells "the root itself"
                    continue;
                }
                BasicFileAttributes attributes = attributes(directory, name);
                if (attributes.isSymbolicLink()) {
                    throw new LinkException();
                }
                if (!attributes.isDirectory()) {
                    if (!attributes.isRegularFile() || depth < relative.getNameCount() - 1) {
                        return null;
                    }
                    return openFile(directory, name, attributes, place(path, real, way));
                }
                way.add(new FilePlace.Directory(top.resolve(relative.subpath(0, depth + 1)), attributes.fileKey()));
                DirectoryStream<Path> next = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
                at.close();
                at = next;
            }
            found = new OpenDirectory(at, place(path, real, way));
            return found;
        } finally {
            if (found == null) {
                at.close();
            }
        }
    }

    private FilePlace place(Path path, @Nullable Path real, List<FilePlace.Directory> way) {
        if (real != null) {
            return new Linked(path, real);
        }
        return path.equals(root) ? new Followed(root) : new Walked(path, List.copyOf(way)); // the root may be a link
    }

    private static OpenFile openFile(
            SecureDirectoryStream<Path> directory, Path name, BasicFileAttributes before, FilePlace place)
            throws IOException {
        FileChannel channel = channel(directory, name, place);
        try {
            BasicFileAttributes after = attributes(directory, name);
            if (!Objects.equals(before.fileKey(), after.fileKey())) { // else these could be those of another file
                throw swapped(place.path());
            }
            return new OpenFile(channel, place, stamp(place, after));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static FileChannel channel(SecureDirectoryStream<Path> directory, Path name, FilePlace place)
            throws IOException {
        try {
            return (FileChannel) directory.newByteChannel(name, READ);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) { // how Java, here only, says that it has become a link: ELOOP, without its type
            throw swapped(place.path());
        }
    }

    /** With the change time, which only the path can be asked for, if the path leads to the same file. */
    private static FileStamp stamp(FilePlace place, BasicFileAttributes attributes) {
        try {
            FileStamp stamp = place.stamp();
            return stamp.agreesWith(attributes) ? stamp : FileStamp.of(attributes);
        } catch (IOException e) { // removed since
            return FileStamp.of(attributes);
        }
    }

    private static @Nullable Found openPath(Path path, Path shown) throws IOException {
        BasicFileAttributes before = Files.readAttributes(path, BasicFileAttributes.class);
        if (before.isDirectory()) {
            return new OpenDirectory(stream(path), new Followed(shown));
        }
        if (!before.isRegularFile()) {
            return null;
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            FileStamp stamp = FileStamp.of(path);
            if (!Objects.equals(before.fileKey(), stamp.key())) {
                throw swapped(path);
            }
            return new OpenFile(channel, new Followed(shown), stamp);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static FileSystemException swapped(Path path) {
        return new FileSystemException(path.toString(), null, "replaced while it was opened");
    }

    /** For platforms without openat. */
    private @Nullable Found openResolved(Path path) throws IOException {
        Path top = root.toRealPath();
        Path real = path.toRealPath();
        boolean allowed =
                links == SymlinkPolicy.NEVER ? real.equals(top.resolve(root.relativize(path))) : real.startsWith(top);
        return allowed ? openPath(real, path) : null;
    }

    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    private static DirectoryStream<Path> stream(Path directory) throws IOException {
        return Files.newDirectoryStream(directory);
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    private static boolean isPossible(String rest, Path path) {
        if (rest.length() <= LONGEST_NAME) {
            return true;
        }
        for (Path name : path) {
            if (bytes(name) > LONGEST_NAME) {
                return false;
            }
        }
        return bytes(path) <= LONGEST_PATH;
    }

    private static int bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /** A link is on the way. */
    @SuppressWarnings("serial") // never serialised
    private static final class LinkException extends Exception {
        LinkException() {
            super(null, null, false, false);
        }
    }
}
