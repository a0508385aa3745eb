package org.jminihttpd.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jminihttpd.listen.TestServer.get;
import static org.jminihttpd.listen.TestServer.loopback;
import static org.jminihttpd.listen.TestServer.management;
import static org.jminihttpd.listen.TestServer.plain;
import static org.jminihttpd.listen.TestServer.unix;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenAddress.Family;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of listener that needs no certificate and no parent process, on real sockets. */
@Tag("lane")
class ListenersWireTests {

    private static final InetAddress V4 = InetAddress.getLoopbackAddress();

    private final Path directory;

    ListenersWireTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void everyListenerAnswersWithItsHandler() throws IOException {
        Path file = directory.resolve("http.sock");
        try (TestServer server =
                TestServer.start(plain(loopback()), plain(loopback()), plain(unix(file)), management(loopback()))) {
            assertThat(server.listeners()).hasSize(4).allMatch(Listener::isServing);
            assertThat(get(server.listener(0), "/")).startsWith("HTTP/1.1 200").endsWith("hello");
            assertThat(get(server.listener(1), "/")).endsWith("hello");
            assertThat(get(server.listener(2), "/")).endsWith("hello");
            assertThat(get(server.listener(3), "/")).endsWith("management");
            assertThat(server.listener(0))
                    .hasToString("http://127.0.0.1:" + server.listener(0).port() + " (plain)");
            assertThat(server.listener(2)).hasToString("unix:" + file + " (plain)");
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void unixSocketAloneIsEnough() throws IOException {
        Path file = directory.resolve("only.sock");
        try (TestServer server = TestServer.start(plain(unix(file)))) {
            assertThat(get(server.listener(0), "/")).endsWith("hello");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-rw-rw-");
        }
    }

    @Test
    void ipv4AndIpv6WildcardsOfOnePortWorkTogether() throws IOException {
        int port = freePort();
        try (TestServer server = TestServer.start(
                plain(new ListenAddress.Tcp("", port, Family.IPV4)),
                plain(new ListenAddress.Tcp("", port, Family.IPV6)))) {
            assertThat(get(V4, port, "/")).endsWith("hello");
            assertThat(get(v6(), port, "/")).endsWith("hello");
            assertThat(server.listeners())
                    .extracting(Listener::toString)
                    .containsExactly(
                            "http://*:" + port + " (plain, IPv4 only)", "http://*:" + port + " (plain, IPv6 only)");
        }
    }

    @Test
    void dualStackTakesBothFamilies() throws IOException {
        try (TestServer server = TestServer.start(plain(new ListenAddress.Tcp("", 0, Family.DUAL)))) {
            int port = server.listener(0).port();
            assertThat(get(V4, port, "/")).endsWith("hello");
            assertThat(get(v6(), port, "/")).endsWith("hello");
        }
    }

    @Test
    void ipv4OnlyRefusesIpv6AndTheReverse() throws IOException {
        try (TestServer server = TestServer.start(
                plain(new ListenAddress.Tcp("", 0, Family.IPV4)), plain(new ListenAddress.Tcp("", 0, Family.IPV6)))) {
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> get(v6(), server.listener(0).port(), "/"));
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> get(V4, server.listener(1).port(), "/"));
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
