package org.jminihttpd.guard;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client that sends exactly the bytes it is told to, over TCP, TLS or a Unix socket. */
public final class Wire implements AutoCloseable {

    private final @Nullable Socket socket;
    private final @Nullable SocketChannel unix;
    private final InputStream in;

    private Wire(@Nullable Socket socket, @Nullable SocketChannel unix, InputStream in) {
        this.socket = socket;
        this.unix = unix;
        this.in = new BufferedInputStream(in);
    }

    public static Wire plain(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        return new Wire(socket, null, socket.getInputStream());
    }

    public static Wire tls(int port, String... protocols) throws IOException {
        SSLSocket socket =
                (SSLSocket) TestCertificate.trustingContext().getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new Wire(socket, null, socket.getInputStream());
    }

    public static Wire unix(java.nio.file.Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        return new Wire(null, channel, Channels.newInputStream(channel));
    }

    public Wire send(String latin1) throws IOException {
        return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Wire send(byte[] bytes) throws IOException {
        if (socket != null) {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } else if (unix != null) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                unix.write(buffer);
            }
        }
        return this;
    }

    /** As {@link #send}, for bytes that the server may no longer want. */
    public Wire sendIfWanted(String latin1) {
        try {
            send(latin1);
        } catch (IOException e) {
            // the server has closed
        }
        return this;
    }

    public Wire endOutput() throws IOException {
        if (socket != null) {
            socket.shutdownOutput();
        } else if (unix != null) {
            unix.shutdownOutput();
        }
        return this;
    }

    /** What the server sends, for readers of their own. */
    public InputStream in() {
        return in;
    }

    public int read() throws IOException {
        return in.read();
    }

    public byte[] read(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("Ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    /** One answer: its head, and a body of Content-Length. */
    public Answer answer(boolean hasBody) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("Ended in the head: " + head.toString(StandardCharsets.ISO_8859_1));
            }
            head.write(b);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        var length = java.util.regex.Pattern.compile("(?i)\r\ncontent-length: (\\d+)")
                .matcher(text);
        byte[] body = hasBody && length.find() ? read(Integer.parseInt(length.group(1))) : new byte[0];
        return new Answer(text, new String(body, StandardCharsets.ISO_8859_1));
    }

    /** Everything until the server closes; a reset counts as closing. */
    public String rest() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                all.write(b);
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("Not closed by the server after: " + all.toString(StandardCharsets.ISO_8859_1), e);
        } catch (SocketException | javax.net.ssl.SSLException e) {
            // reset
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
        }
        if (unix != null) {
            unix.close();
        }
    }

    public record Answer(String head, String body) {
        public int status() {
            return Integer.parseInt(head.substring(9, 12));
        }
    }
}
