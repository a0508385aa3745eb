package org.jminihttpd.listen;

import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A listening file descriptor of Linux, TCP or Unix-domain, made by us or inherited. */
final class NativeSocket implements OpenSocket {

    /** {@code SOL_SOCKET} and {@code SO_RCVTIMEO} of {@code asm-generic/socket.h}. */
    private static final int SOL_SOCKET = 1;

    private static final int SO_RCVTIMEO = 20;
    private static final int O_NONBLOCK = 04000;

    private final LinuxSocket socket;
    private final SocketAddress address;
    private final @Nullable UnixSocketFile file;
    private final boolean inherited;
    private boolean adopted;

    /** @param file what to remove at the end, or null if it belongs to nobody or somebody else */
    NativeSocket(LinuxSocket socket, SocketAddress address, @Nullable UnixSocketFile file, boolean inherited) {
        this.socket = socket;
        this.address = address;
        this.file = file;
        this.inherited = inherited;
    }

    @Override
    public boolean isInherited() {
        return inherited;
    }

    int descriptor() {
        return socket.intValue();
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public ServerChannel adopt() {
        adopted = true;
        ServerChannel channel = address instanceof DomainSocketAddress path
                ? new UnixServerChannel(socket, path)
                : new EpollServerSocketChannel(descriptor());
        if (isBlocking()) {
            neverBlockAccept(channel);
        }
        return channel;
    }

    @Override
    public void close() {
        try {
            if (!adopted) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (file != null) {
                file.remove();
            }
        }
    }

    /** A socket inherited from anything but systemd is often in blocking mode, and Java cannot change that (no fcntl). */
    private boolean isBlocking() {
        try {
            return Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor())).stream()
                    .filter(line -> line.startsWith("flags:"))
                    .map(line ->
                            Integer.parseInt(line.substring("flags:".length()).strip(), 8))
                    .anyMatch(flags -> (flags & O_NONBLOCK) == 0);
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Lets the event loop accept from a blocking socket: one connection for each readiness event, and should another
     * process that shares the socket take it first, accept(2) gives up after the shortest SO_RCVTIMEO.
     */
    private void neverBlockAccept(ServerChannel channel) {
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(128).maxMessagesPerRead(1));
        ByteBuffer oneMicrosecond = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(0)
                .putLong(1);
        try {
            socket.setRawOpt(SOL_SOCKET, SO_RCVTIMEO, oneMicrosecond.flip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
