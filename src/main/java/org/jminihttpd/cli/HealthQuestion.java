package org.jminihttpd.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;

/** One request to a server over a socket of its own: an HTTP client would cost more than the question. */
public final class HealthQuestion {

    /** From the connection to the last byte of the answer. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Bytes of an answer that are looked at. */
    private static final int LONGEST_ANSWER = 1 << 20;

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)\\b");

    /**
     * What the server said.
     *
     * @param status of HTTP
     * @param body as it came, UTF-8
     */
    record Answer(int status, String body) {}

    private final HealthTarget target;

    public HealthQuestion(HealthTarget target) {
        this.target = target;
    }

    /**
     * Asks for the health.
     *
     * @throws IOException if no answer came in time; its message says what happened instead
     */
    Answer ask() throws IOException {
        // 1.0: the answer comes in one piece, and its end is the end of the connection
        String answer = send("GET " + target.path() + " HTTP/1.0\r\nHost: " + target.host()
                + "\r\nAccept: application/json\r\nUser-Agent: jminihttpd-health\r\n\r\n");
        Matcher status = STATUS_LINE.matcher(answer);
        if (!status.lookingAt()) {
            throw new IOException(answer.isEmpty() ? "the connection was closed without an answer" : "no HTTP");
        }
        int head = answer.indexOf("\r\n\r\n");
        return new Answer(Integer.parseInt(status.group(1)), head < 0 ? "" : answer.substring(head + 4));
    }

    /**
     * Sends a request as it is, and gives all that comes until the server closes the connection.
     *
     * @throws IOException if no answer came in time; its message says what happened instead
     */
    public String send(String request) throws IOException {
        try (SocketChannel channel = target.address() instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open()) {
            long began = System.nanoTime();
            Thread clock = closing(channel);
            try {
                channel.connect(target.address());
                return target.tls()
                        ? sendEncrypted(channel, request)
                        : exchange(request, Channels.newInputStream(channel), Channels.newOutputStream(channel));
            } catch (IOException e) {
                throw System.nanoTime() - began < PATIENCE.toNanos()
                        ? e
                        : new IOException("no answer within %d seconds".formatted(PATIENCE.toSeconds()), e);
            } finally {
                clock.interrupt();
            }
        }
    }

    /** Closes the channel when time is up: whoever waits for it, in whatever call, gets an exception. */
    private static Thread closing(SocketChannel channel) {
        Thread clock = new Thread(
                () -> {
                    try {
                        Thread.sleep(PATIENCE.toMillis());
                        channel.close();
                    } catch (InterruptedException | IOException answered) {
                        Thread.currentThread().interrupt();
                    }
                },
                "health-clock");
        clock.setDaemon(true);
        clock.start();
        return clock;
    }

    /** The certificate is not looked at: its names are rarely those of the loopback interface, and nothing secret is said. */
    private String sendEncrypted(SocketChannel channel, String request) throws IOException {
        SSLSocketFactory factory = AnyCertificate.context().getSocketFactory();
        try (Socket socket = factory.createSocket(channel.socket(), target.host(), 0, true)) {
            return exchange(request, socket.getInputStream(), socket.getOutputStream());
        }
    }

    private static String exchange(String request, InputStream in, OutputStream out) throws IOException {
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
    }
}
