package org.jminihttpd.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jminihttpd.RunningServer;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.guard.Http2Wire;
import org.jminihttpd.guard.Wire;
import org.jminihttpd.listen.TestLane;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that ends sends what it has begun to answer, from memory, too. */
@Tag("lane")
@Timeout(60)
class HotStopWireTests {

    private static final int PLAIN = 0;
    private static final int TLS = 1;

    /** What the lane answers is never larger than 128 KiB; more than one window of HTTP/2. */
    private static final int LENGTH = 120_000;

    private static final int REQUESTS = 100;

    private final RunningServer server;

    HotStopWireTests(@TempDir Path directory) throws IOException {
        Path site = Files.createDirectory(directory.resolve("site"));
        Files.writeString(site.resolve("index.html"), "x".repeat(LENGTH));
        CertificateProperties pair = TestCertificates.make(directory, "a", TestCertificates.EC);
        server = RunningServer.start(directory, """
                [server]
                listen = 127.0.0.1:0
                listen_ssl = 127.0.0.1:0
                ssl_cert = %s
                ssl_key = %s
                access_log = off
                [routes]
                / = static:%s
                """.formatted(pair.certificate(), pair.key(), site));
        try (RunningServer.Client client = server.connect(PLAIN)) {
            for (int i = 0; i < 3; i++) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").head();
                client.read(LENGTH);
            }
        }
    }

    private CompletableFuture<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        new Thread(() -> {
                    server.close();
                    closed.complete(null);
                })
                .start();
        return closed;
    }

    /** More than the sockets take: the client reads when the server has begun to end. */
    @ParameterizedTest
    @ValueSource(ints = {PLAIN, TLS})
    void pipelinedAnswersAreWhole(int listener) throws Exception {
        InetSocketAddress address =
                (InetSocketAddress) server.listeners().get(listener).address();
        try (Socket socket = listener == PLAIN
                ? new Socket()
                : RunningServer.trustingAll().getSocketFactory().createSocket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(REQUESTS).getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H'); // all were read together, and answered
            Thread.sleep(500);
            CompletableFuture<Void> closed = close();
            Thread.sleep(500);
            String all = "H" + new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            String[] answers = all.split("HTTP/1.1 200 OK\r\n", -1);
            assertThat(answers[0]).isEmpty();
            assertThat(answers).hasSizeGreaterThan(1);
            for (int i = 1; i < answers.length; i++) {
                assertThat(answers[i]).endsWith("\r\n\r\n" + "x".repeat(LENGTH));
            }
            if (TestLane.isOn()) {
                assertThat(answers)
                        .as("more than the one that was sent just then")
                        .hasSizeGreaterThan(2);
            }
            closed.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void answersOfHttp2AreWhole() throws Exception {
        try (Http2Wire http2 =
                Http2Wire.open(Wire.tls(server.listeners().get(TLS).port(), "h2"))) {
            http2.frame(Http2Wire.HEADERS, Http2Wire.END_STREAM | Http2Wire.END_HEADERS, 1, Http2Wire.get());
            int received = 0;
            while (received < 65_535) { // the whole window: the rest is with the server
                Http2Wire.Frame frame = Objects.requireNonNull(http2.next());
                received += frame.type() == Http2Wire.DATA ? frame.payload().readableBytes() : 0;
            }
            CompletableFuture<Void> closed = close();
            while (Objects.requireNonNull(http2.next()).type() != Http2Wire.GOAWAY) {}
            http2.frame(Http2Wire.WINDOW_UPDATE, 0, 0, 0, 1, 0, 0).frame(Http2Wire.WINDOW_UPDATE, 0, 1, 0, 1, 0, 0);
            for (boolean ended = false; !ended; ) {
                Http2Wire.Frame frame = Objects.requireNonNull(http2.next());
                if (frame.type() == Http2Wire.DATA) {
                    received += frame.payload().readableBytes();
                    ended = (frame.flags() & Http2Wire.END_STREAM) != 0;
                }
            }
            assertThat(received).isEqualTo(LENGTH);
            closed.get(10, TimeUnit.SECONDS);
        }
    }
}
