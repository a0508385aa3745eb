package org.jminihttpd.listen;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The receiving end of {@code NOTIFY_SOCKET}, which systemd would own. */
public final class NotifySocket implements AutoCloseable {

    private final Socket socket;
    private final String name;

    public NotifySocket(Path path) throws IOException {
        this(path.toString(), path.toString());
    }

    private NotifySocket(String name, String address) throws IOException {
        Epoll.ensureAvailability();
        this.name = name;
        this.socket = Socket.newSocketDomainDgram();
        socket.bind(new DomainSocketAddress(address));
    }

    /** In the abstract name space of unix(7). */
    public static NotifySocket abstractName(String name) throws IOException {
        return new NotifySocket("@" + name, "\0" + name);
    }

    /** As {@code NOTIFY_SOCKET} has it. */
    public String path() {
        return name;
    }

    /** Waits for the next message. */
    public String next() {
        return Objects.requireNonNull(
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::poll, Objects::nonNull));
    }

    /** All messages that are there. */
    public List<String> drain() throws IOException {
        List<String> all = new ArrayList<>();
        for (String message = poll(); message != null; message = poll()) {
            all.add(message);
        }
        return all;
    }

    private @Nullable String poll() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
        var sender = socket.recvFromDomainSocket(buffer, 0, buffer.capacity());
        if (sender == null) {
            return null;
        }
        buffer.limit(sender.receivedAmount());
        return StandardCharsets.UTF_8.decode(buffer).toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
