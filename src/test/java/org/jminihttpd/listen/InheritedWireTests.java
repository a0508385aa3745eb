package org.jminihttpd.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.listen.TestServer.get;
import static org.jminihttpd.listen.TestServer.getUnix;
import static org.jminihttpd.listen.TestServer.plain;
import static org.jminihttpd.listen.TestServer.properties;
import static org.jminihttpd.tls.TestCertificates.EC;
import static org.jminihttpd.tls.TestCertificates.make;
import static org.jminihttpd.tls.TestCertificates.openssl;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.config.ListenAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets from a parent process, first of all systemd's own tool for them. */
class InheritedWireTests {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final Path directory;

    InheritedWireTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void socketsOfSystemdAreServedByNameAndEndedGracefully() throws Exception {
        int port = freePort();
        int tlsPort = freePort();
        Path file = directory.resolve("x.sock");
        Path log = directory.resolve("log");
        NotifySocket notify = new NotifySocket(directory.resolve("notify"));
        Process process = ForkedServer.start(
                log,
                List.of(
                        "-l",
                        "127.0.0.1:" + port,
                        "-l",
                        "[::1]:" + port,
                        "-l",
                        file.toString(),
                        "-l",
                        "127.0.0.1:" + tlsPort,
                        "--fdname=web:web:local:secure"),
                notify.path(),
                both(make(directory, "a", EC)),
                "sd:web",
                "sd:local",
                "tls:sd:secure");
        try {
            assertThat(getWhenUp(port)).endsWith("hello");
            assertThat(notify.next())
                    .isEqualTo(
                            "READY=1\nSTATUS=Serving / on http://127.0.0.1:%d, http://[::1]:%d, unix:%s, https://127.0.0.1:%d"
                                    .formatted(port, port, file, tlsPort));
            assertThat(get(v6(), port, "/")).endsWith("hello");
            assertThat(getUnix(file, "/")).endsWith("hello");
            String tls = "127.0.0.1:" + tlsPort;
            assertThat(openssl("", "s_client", "-connect", tls)).contains("CN = a");
            assertThat(renegotiate(tls)).containsAnyOf("alert handshake failure", "no renegotiation");
            Instant begin = Instant.now();
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(5));
            assertThat(notify.next()).startsWith("STOPPING=1");
            assertThat(file).exists();
        } finally {
            process.destroyForcibly();
            System.out.println(Files.readString(log));
            notify.close();
        }
    }

    @Test
    void missingNameEndsTheProcessWithOneSentence() throws Exception {
        int port = freePort();
        Path log = directory.resolve("log");
        Process process = ForkedServer.start(
                log,
                List.of("-l", "127.0.0.1:" + port, "--fdname=web"),
                null,
                both(make(directory, "a", EC)),
                "sd:wbe");
        try {
            Awaitility.await().ignoreExceptions().until(() -> {
                new java.net.Socket(LOOPBACK, port).close(); // wakes the activation
                return true;
            });
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(log)
                    .content()
                    .contains("Cannot listen on sd:wbe: no such inherited socket; there are sd:1 (web).");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void restartBehindAnInheritedSocketLosesNoConnection() throws Exception {
        Epoll.ensureAvailability();
        LinuxSocket parents = LinuxSocket.newSocketStream(false);
        parents.bind(new InetSocketAddress(LOOPBACK, 0));
        parents.listen(1000);
        int port = parents.localAddress().getPort();
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        CompletableFuture<?>[] clients = new CompletableFuture<?>[4];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = CompletableFuture.runAsync(() -> {
                while (!done.get()) {
                    assertThat(getUnchecked(port)).endsWith("hello");
                    answered.incrementAndGet();
                }
            });
        }
        for (int i = 0; i < 4; i++) {
            int before = answered.get();
            try (TestServer server = start(duplicate(parents))) {
                assertThat(server.listener(0).port()).isEqualTo(port);
                Awaitility.await().until(() -> answered.get() > before + 20);
            }
        }
        done.set(true);
        try (TestServer last = start(duplicate(parents))) {
            CompletableFuture.allOf(clients).get(20, TimeUnit.SECONDS);
            assertThat(last.listener(0)).hasToString("http://127.0.0.1:" + port + " (plain, sd:1)");
        }
        parents.close();
    }

    private static TestServer start(int descriptor) {
        HttpdProperties properties = properties(null, true, plain(new ListenAddress.InheritedIndex(1)));
        NativeSockets source = new NativeSockets(new InheritedSockets(descriptor, List.of(""), ""));
        return TestServer.start(
                properties, () -> Listeners.open(properties.listeners(), source), Duration.ofSeconds(20));
    }

    /** A second descriptor of the same socket, as a parent process has: sent to ourselves, for Java has no dup(2). */
    private int duplicate(LinuxSocket socket) throws IOException {
        DomainSocketAddress address = new DomainSocketAddress(
                directory.resolve("dup" + System.nanoTime()).toString());
        Socket listening = Socket.newSocketDomain();
        listening.bind(address);
        listening.listen(1);
        Socket sender = Socket.newSocketDomain();
        sender.connect(address);
        Socket receiver = new Socket(listening.accept(new byte[64]));
        sender.sendFd(socket.intValue());
        int descriptor = receiver.recvFd();
        sender.close();
        receiver.close();
        listening.close();
        return descriptor;
    }

    /** What openssl says when it asks for a renegotiation. */
    private static String renegotiate(String address) throws IOException {
        Process process = new ProcessBuilder("timeout", "20", "openssl", "s_client", "-tls1_2", "-connect", address)
                .redirectErrorStream(true)
                .start();
        StringBuilder output = new StringBuilder();
        for (String line; (line = process.inputReader().readLine()) != null; ) {
            output.append(line).append('\n');
            if (line.contains("Extended master secret")) {
                process.outputWriter().write("R\n");
                process.outputWriter().flush();
            }
        }
        return output.toString();
    }

    private static Path both(CertificateProperties files) throws IOException {
        Path pem = files.certificate().resolveSibling("both.pem");
        return Files.writeString(pem, Files.readString(files.certificate()) + Files.readString(files.key()));
    }

    private static String getWhenUp(int port) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> get(LOOPBACK, port, "/"), answer -> !answer.isEmpty());
    }

    private static String getUnchecked(int port) {
        try {
            return get(LOOPBACK, port, "/");
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static InetAddress v6() throws IOException {
        byte[] one = new byte[16];
        one[15] = 1;
        return InetAddress.getByAddress(one);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
