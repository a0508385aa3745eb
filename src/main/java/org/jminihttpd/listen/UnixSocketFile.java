package org.jminihttpd.listen;

import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The file a Unix-domain socket leaves in the file system: made, and removed only while it is still ours. */
final class UnixSocketFile {

    /** {@code sun_path} of unix(7) is 108 bytes with its NUL; Netty would cut a longer path without a word. */
    private static final int LONGEST_PATH = 107;

    private static final int S_IFMT = 0170000;
    private static final int S_IFSOCK = 0140000;

    private final Path path;
    private final Object identity;

    private UnixSocketFile(Path path, Object identity) {
        this.path = path;
        this.identity = identity;
    }

    /**
     * Binds a socket to a path, in place of the dead socket an earlier process may have left there. Everybody may
     * connect (mode 0666, as for nginx and systemd): the directory decides who gets that far.
     *
     * @throws Refusal if something else is in the way
     * @throws IOException as of bind(2)
     */
    static UnixSocketFile bind(LinuxSocket socket, Path path) throws IOException {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            throw new Refusal("the path is longer than " + LONGEST_PATH + " bytes; choose a shorter one");
        }
        removeStale(path);
        socket.bind(new DomainSocketAddress(path.toString()));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
        Object identity = identity(path);
        if (identity == null) {
            throw new Refusal("somebody removed it at once; start again");
        }
        return new UnixSocketFile(path, identity);
    }

    /** Removes the file unless another process has put its own there. */
    void remove() {
        try {
            if (identity.equals(identity(path))) {
                Files.deleteIfExists(path);
            }
        } catch (IOException ignored) {
            // a read-only directory: the next start finds it stale
        }
    }

    private static @Nullable Object identity(Path path) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                ? Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS)
                : null;
    }

    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & S_IFMT) != S_IFSOCK) {
            throw new Refusal("a file that is not a socket is in the way; move it or choose another path");
        }
        if (isServed(path)) {
            throw new Refusal("another program already does; stop it or choose another path");
        }
        Files.delete(path);
    }

    private static boolean isServed(Path path) throws IOException {
        Socket probe = Socket.newSocketDomain();
        try {
            probe.connect(new DomainSocketAddress(path.toString()));
            return true;
        } catch (ConnectException e) { // anything but "refused" (a full queue, not permitted) is somebody else's socket
            return !String.valueOf(e.getMessage()).contains("refused");
        } finally {
            probe.close();
        }
    }
}
