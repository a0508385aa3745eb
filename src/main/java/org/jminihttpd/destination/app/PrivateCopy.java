package org.jminihttpd.destination.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A directory of copies, so that an operator may replace a jar while an application runs from it. It is removed when it is
 * closed; what a killed process left, by the next one: a lock tells whether the owner still lives.
 */
final class PrivateCopy implements AutoCloseable {

    private static final String PREFIX = "jminihttpd-app-";
    private static final String LOCK = "lock";

    /** To close another channel of a file that this process has locked would unlock it (POSIX fcntl). */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel lock;
    private int count;

    private PrivateCopy(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    static synchronized PrivateCopy create() throws IOException {
        removeAbandoned();
        Path directory = Files.createTempDirectory(PREFIX); // for this user only
        OWN.add(directory);
        Path unlocked = directory.resolve("new");
        FileChannel lock = FileChannel.open(unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock(); // until the channel is closed
        Files.move(unlocked, directory.resolve(LOCK)); // so nobody ever sees it without the lock
        return new PrivateCopy(directory, lock);
    }

    /** Copies a file; the name of the copy begins with a number, so that two files of one name can be had. */
    Path add(Path original) throws IOException {
        Path copy = next(String.valueOf(original.getFileName()));
        Files.copy(original, copy);
        return copy;
    }

    /** Writes what a stream holds to a file. Of the name only the last part counts. */
    Path add(String name, InputStream in) throws IOException {
        Path copy = next(name.substring(name.lastIndexOf('/') + 1));
        Files.copy(in, copy);
        return copy;
    }

    private Path next(String name) {
        count++;
        return directory.resolve("%03d-%s".formatted(count, name.replaceAll("[^A-Za-z0-9._+-]", "_")));
    }

    @Override
    public void close() {
        try (lock) {
            remove(directory);
            OWN.remove(directory);
        } catch (IOException left) {
            // the next process tries again
        }
    }

    private static void removeAbandoned() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        List<Path> found;
        try (Stream<Path> all = Files.list(parent)) {
            found = all.filter(path -> path.getFileName().toString().startsWith(PREFIX))
                    .filter(path -> !OWN.contains(path))
                    .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        } catch (UncheckedIOException unreadable) {
            return;
        }
        for (Path directory : found) {
            try (FileChannel channel = FileChannel.open(
                            directory.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                    FileLock free = channel.tryLock()) {
                if (free != null) {
                    remove(directory);
                }
            } catch (IOException inUse) {
                // somebody else's
            }
        }
    }

    private static void remove(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
