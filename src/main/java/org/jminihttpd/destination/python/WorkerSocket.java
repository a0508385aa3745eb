package org.jminihttpd.destination.python;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The private directory of a route: the socket that its workers connect to, and the program they run. */
final class WorkerSocket {

    private static final String PREFIX = "jminihttpd-python-";
    private static final String SOCKET = "workers";
    private static final List<String> PROGRAM = List.of("worker.py", "pages.py");

    /** Bytes of a path in {@code sockaddr_un}, with the NUL at its end. */
    private static final int MAX_ADDRESS = 108;

    private final Path directory;
    private final Channel channel;

    private WorkerSocket(Path directory, Channel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Makes the directory, which only this user may enter, and listens in it. Blocks.
     *
     * @param connections makes the handler of each connection
     */
    static WorkerSocket open(EventLoopGroup loops, Supplier<ChannelHandler> connections) throws IOException {
        Path directory = makeDirectory();
        boolean epoll = Epoll.isAvailable(); // as the loops are
        Path path = directory.resolve(SOCKET);
        SocketAddress address = epoll ? new DomainSocketAddress(path.toString()) : UnixDomainSocketAddress.of(path);
        Channel channel = new ServerBootstrap()
                .group(loops)
                .channel(epoll ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection.pipeline().addLast(connections.get());
                    }
                })
                .bind(address)
                .syncUninterruptibly()
                .channel();
        WorkerSocket socket = new WorkerSocket(directory, channel);
        socket.writeProgram();
        return socket;
    }

    Path path() {
        return directory.resolve(SOCKET);
    }

    /** The program of a worker; written again should somebody have cleaned up here. */
    Path program() throws IOException {
        if (!Files.exists(directory.resolve(PROGRAM.get(0)))) {
            writeProgram();
        }
        return directory.resolve(PROGRAM.get(0));
    }

    private void writeProgram() throws IOException {
        for (String name : PROGRAM) {
            try (InputStream text = Objects.requireNonNull(WorkerSocket.class.getResourceAsStream(name))) {
                Files.write(directory.resolve(name), text.readAllBytes());
            }
        }
    }

    /** Takes no more connections, and removes the directory. */
    void close() {
        channel.close().awaitUninterruptibly();
        remove(directory);
    }

    private static Path makeDirectory() throws IOException {
        IOException failure = new IOException("no directory for temporary files");
        for (Path base : bases(System.getenv())) {
            try {
                Path directory = Files.createTempDirectory(base, PREFIX); // 0700
                sweep(base, Files.getOwner(directory));
                if (directory.resolve(SOCKET).toString().getBytes(StandardCharsets.UTF_8).length < MAX_ADDRESS) {
                    return directory;
                }
                Files.delete(directory);
                failure.addSuppressed(new IOException(base + " is too long for the path of a socket"));
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    private static List<Path> bases(Map<String, String> environment) {
        String systemd = environment.getOrDefault("RUNTIME_DIRECTORY", "").replaceFirst(":.*", "");
        return Stream.of(systemd, System.getProperty("java.io.tmpdir"), "/tmp", "/dev/shm")
                .filter(base -> !base.isEmpty())
                .map(Path::of)
                .distinct()
                .toList();
    }

    /** Removes what servers that were killed left here: nobody listens on those sockets any more. */
    private static void sweep(Path base, UserPrincipal me) throws IOException {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(base, PREFIX + "*")) {
            for (Path directory : directories) {
                Path socket = directory.resolve(SOCKET);
                if (Files.isDirectory(directory, NOFOLLOW_LINKS)
                        && Files.getOwner(directory, NOFOLLOW_LINKS).equals(me)
                        && Files.exists(socket)
                        && isAbandoned(socket)) {
                    remove(directory);
                }
            }
        }
    }

    private static boolean isAbandoned(Path socket) {
        try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return !connection.isConnected();
        } catch (ConnectException refused) {
            return true;
        } catch (IOException | RuntimeException e) {
            return false; // not ours
        }
    }

    private static void remove(Path directory) {
        try {
            for (String name : PROGRAM) {
                Files.deleteIfExists(directory.resolve(name));
            }
            Files.deleteIfExists(directory.resolve(SOCKET));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // somebody put something there, or it is not ours
        }
    }
}
