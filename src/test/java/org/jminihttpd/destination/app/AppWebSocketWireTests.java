package org.jminihttpd.destination.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jminihttpd.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** WebSocket through the server's connection, on the server's Spring (/plain/) and on the application's own (/boot/). */
@ExtendWith(OutputCaptureExtension.class)
class AppWebSocketWireTests {

    static RunningServer server;

    static Stream<String> kinds() {
        return Stream.of("/plain/", "/boot/");
    }

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        server = RunningServer.start(directory, """
                [server]
                listen = 127.0.0.1:0
                [routes]
                /plain/ = app:%s
                /boot/ = app:%s
                [environ]
                SHOP_TRACE = %s/trace
                """.formatted(
                        ShopSources.plain(directory.resolve("plain.jar")),
                        ShopSources.executable(directory.resolve("boot.jar")),
                        directory));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void messagesGoBothWaysOnTheApplicationsThreads(String at) throws Exception {
        Peer peer = connect(at + "echo");
        for (int i = 0; i < 100; i++) {
            peer.socket().sendText("message " + i, true).join();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(peer.next()).matches("message " + i + " on app " + at + " io [0-9]+");
        }
        peer.socket().sendText("x".repeat(60_000), true).join();
        assertThat(peer.next()).startsWith("xxx").hasSizeGreaterThan(60_000);
        peer.socket().sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
        assertThat(peer.closed().get(30, TimeUnit.SECONDS)).startsWith("1000");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void applicationMayClose(String at) throws Exception {
        Peer peer = connect(at + "closing");
        peer.socket().sendText("go", true).join();
        assertThat(peer.closed().get(30, TimeUnit.SECONDS)).isEqualTo("4001 enough");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void clientThatLeavesWithoutAWordIsGone(String at) throws Exception {
        try (RunningServer.Client raw = server.connect(0)) {
            raw.send("GET " + at + "echo HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(new String(raw.read(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
            Awaitility.await().until(() -> sockets(at) == 1);
        }
        Awaitility.await().until(() -> sockets(at) == 0);
    }

    private static int sockets(String at) throws IOException {
        String answer = server.send(0, "GET " + at + "sockets HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        return Integer.parseInt(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void failureOfTheApplicationIsLoggedAndTheClientToldNothing(String at, CapturedOutput output) throws Exception {
        Peer peer = connect(at + "failing");
        peer.socket().sendText("go", true).join();
        assertThat(peer.closed().get(30, TimeUnit.SECONDS)).isEqualTo("1011 ");
        assertThat(output.getAll()).contains("[" + at + "] GET " + at + "failing failed", "socket trouble");
    }

    private record Peer(WebSocket socket, BlockingQueue<String> messages, CompletableFuture<String> closed) {

        String next() throws InterruptedException {
            return String.valueOf(messages.poll(30, TimeUnit.SECONDS));
        }
    }

    private static Peer connect(String path) {
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        CompletableFuture<String> closed = new CompletableFuture<>();
        URI uri = URI.create("ws://127.0.0.1:" + server.listeners().get(0).port() + path);
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, new WebSocket.Listener() {
                    private final StringBuilder text = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        text.append(data);
                        if (last) {
                            messages.add(text.toString());
                            text.setLength(0);
                        }
                        from.request(1);
                        return CompletableFuture.completedStage(null);
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                        closed.complete(code + " " + reason);
                        return CompletableFuture.completedStage(null);
                    }

                    @Override
                    public void onError(WebSocket from, Throwable failure) {
                        closed.complete(failure.toString());
                    }
                })
                .join();
        return new Peer(socket, messages, closed);
    }
}
