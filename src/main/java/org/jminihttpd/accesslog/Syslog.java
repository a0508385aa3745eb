package org.jminihttpd.accesslog;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The log of the system, one datagram for each line, as RFC 3164 4.1 and {@code syslog(3)} have it. */
final class Syslog implements LogTarget {

    /** Facility daemon (3), severity informational (6). */
    private static final int PRIORITY = 3 * 8 + 6;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT);

    private final byte[] address;
    private final String tag = " jminihttpd[" + ProcessHandle.current().pid() + "]: ";
    private final ByteBuffer datagram = ByteBuffer.allocateDirect(LineBuffer.SIZE + 128);
    private final Socket socket;

    /** @param path of the socket, {@code /dev/log} */
    Syslog(Path path) {
        Epoll.ensureAvailability();
        address = path.toString().getBytes(StandardCharsets.UTF_8);
        socket = Socket.newSocketDomainDgram();
    }

    @Override
    public void write(byte[] lines, int length) throws IOException {
        byte[] head = ("<" + PRIORITY + ">" + TIME.format(ZonedDateTime.now(ZoneId.systemDefault())) + tag)
                .getBytes(StandardCharsets.US_ASCII);
        int begin = 0;
        for (int end = 0; end < length; end++) {
            if (lines[end] == '\n') {
                datagram.clear().put(head).put(lines, begin, end - begin).flip();
                socket.sendToDomainSocket(datagram, 0, datagram.limit(), address);
                begin = end + 1;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
