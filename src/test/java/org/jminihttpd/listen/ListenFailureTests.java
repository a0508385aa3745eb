package org.jminihttpd.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.jminihttpd.listen.TestServer.loopback;
import static org.jminihttpd.listen.TestServer.plain;
import static org.jminihttpd.listen.TestServer.unix;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenAddress.Family;
import org.jminihttpd.config.ListenerProperties;
import org.jminihttpd.config.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin.Location;
import org.springframework.core.io.FileSystemResource;

/** Each way to fail to listen: its exact sentence, and nothing left open. */
class ListenFailureTests {

    private final Path directory;

    ListenFailureTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void portOfAnotherProgramIsNamed() throws IOException {
        try (ServerSocket other = new ServerSocket(0)) {
            assertThat(failure(new ListenAddress.Tcp("", other.getLocalPort(), Family.IPV4)))
                    .isEqualTo(
                            "Cannot listen on 0.0.0.0:%d: another program already does; stop it or choose another port."
                                    .formatted(other.getLocalPort()));
        }
    }

    @Test
    void dualStackAndIpv4OfOnePortClash() throws IOException {
        int port = freePort();
        ListenAddress dual = new ListenAddress.Tcp("", port, Family.DUAL);
        ListenAddress ipv4 = new ListenAddress.Tcp("", port, Family.IPV4);
        String advice =
                ", because :%1$d is IPv4 and IPv6; use only :%1$d, or both 0.0.0.0:%1$d and :::%1$d.".formatted(port);
        assertThat(failure(dual, ipv4))
                .isEqualTo("Cannot listen on 0.0.0.0:%1$d: it clashes with :%1$d of this configuration".formatted(port)
                        + advice);
        assertThat(failure(ipv4, dual))
                .isEqualTo("Cannot listen on :%1$d: it clashes with 0.0.0.0:%1$d of this configuration".formatted(port)
                        + advice);
    }

    @Test
    void wildcardAndOneAddressOfOnePortClash() throws IOException {
        int port = freePort();
        assertThat(failure(
                        new ListenAddress.Tcp("", port, Family.IPV4),
                        new ListenAddress.Tcp("127.0.0.1", port, Family.IPV4)))
                .isEqualTo(
                        "Cannot listen on 127.0.0.1:%1$d: it clashes with 0.0.0.0:%1$d of this configuration, which takes all addresses; use only one of them."
                                .formatted(port));
    }

    @Test
    void listenerWrittenTwiceIsNamed() throws IOException {
        ListenAddress address = new ListenAddress.Tcp("127.0.0.1", freePort(), Family.IPV4);
        assertThat(failure(address, address))
                .isEqualTo("Cannot listen on " + address + ": it is listed twice; remove one.");
    }

    @Test
    void portOfAnInheritedSocketIsNamed() throws IOException {
        Epoll.ensureAvailability();
        LinuxSocket socket = LinuxSocket.newSocketStream(false);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.listen(5);
        int port = socket.localAddress().getPort();
        SocketSource source = new NativeSockets(new InheritedSockets(socket.intValue(), List.of(""), ""));
        assertThat(failure(
                        source,
                        new ListenAddress.InheritedIndex(1),
                        new ListenAddress.Tcp("127.0.0.1", port, Family.IPV4)))
                .isEqualTo("Cannot listen on 127.0.0.1:" + port
                        + ": the inherited socket sd:1 has this port already; use only one of them.");
    }

    @Test
    void addressOfAnotherMachineIsNamed() {
        assertThat(failure(new ListenAddress.Tcp("192.0.2.1", 0, Family.IPV4)))
                .isEqualTo(
                        "Cannot listen on 192.0.2.1:0: this machine has no such address; see \"ip address\" for those it has.");
        assertThat(failure(new ListenAddress.Tcp("fe80::1%nosuch0", 0, Family.IPV6)))
                .isEqualTo(
                        "Cannot listen on [fe80::1%nosuch0]:0: this machine has no such address; see \"ip address\" for those it has.");
    }

    @Test
    void forbiddenPortNamesTheCapability() {
        assertThat(Refusal.of(new NativeIoException("bind", -13), new ListenAddress.Tcp("", 80, Family.DUAL)))
                .hasMessage(
                        "not permitted; a port this low needs the capability CAP_NET_BIND_SERVICE or a socket from systemd (sd:1), or choose a port from 1024");
    }

    @Test
    void missingIpv6IsNamed() {
        assertThat(Refusal.of(new NativeIoException("socket", -97), new ListenAddress.Tcp("", 80, Family.IPV6)))
                .hasMessage("this system has no IPv6; use 0.0.0.0 or an IPv4 address");
    }

    @Test
    void messagesOfTheJdkMeanTheSame() {
        ListenAddress address = new ListenAddress.Tcp("", 80, Family.DUAL);
        assertThat(Refusal.of(new BindException("Address already in use"), address))
                .hasMessage("another program already does; stop it or choose another port");
        assertThat(Refusal.of(new BindException("Permission denied"), address)).hasMessageStartingWith("not permitted");
        assertThat(Refusal.of(new BindException("Cannot assign requested address"), address))
                .hasMessageStartingWith("this machine has no such address");
    }

    @Test
    void deadSocketFileIsReplacedButNothingElse() throws IOException {
        Path file = directory.resolve("x.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(file));
            assertThat(failure(unix(file)))
                    .isEqualTo("Cannot listen on unix:" + file
                            + ": another program already does; stop it or choose another path.");
        }
        assertThat(file).exists(); // the JDK leaves it, like a server that was killed
        try (Listeners open = Listeners.open(List.of(plain(unix(file))), source())) {
            assertThat(open.all()).hasSize(1);
            assertThat(failure(unix(file))).contains("another program already does");
        }
        assertThat(file).doesNotExist();
        Files.writeString(file, "precious");
        assertThat(failure(unix(file)))
                .isEqualTo("Cannot listen on unix:" + file
                        + ": a file that is not a socket is in the way; move it or choose another path.");
        assertThat(file).hasContent("precious");
    }

    @Test
    void socketFileOfTheNextProcessIsNotRemoved() throws IOException {
        Path file = directory.resolve("x.sock");
        try (ServerSocketChannel next = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Listeners open = Listeners.open(List.of(plain(unix(file))), source());
            Files.delete(file);
            next.bind(UnixDomainSocketAddress.of(file));
            open.close();
            assertThat(file).exists();
        }
    }

    @Test
    void socketFileInAMissingDirectoryOrWithALongNameIsRefused() {
        assertThat(failure(unix(directory.resolve("no/x.sock"))))
                .endsWith(": the directory does not exist; make it first.");
        assertThat(failure(unix(directory.resolve("x".repeat(108)))))
                .endsWith(": the path is longer than 107 bytes; choose a shorter one.");
    }

    @Test
    void oneFailureClosesEverythingOpenedBefore() throws IOException {
        int port = freePort();
        Path file = directory.resolve("x.sock");
        long before = openFiles();
        failure(new ListenAddress.Tcp("127.0.0.1", port, Family.IPV4), unix(file), new ListenAddress.InheritedIndex(1));
        assertThat(file).doesNotExist();
        assertThat(openFiles()).isEqualTo(before);
        new ServerSocket(port).close();
    }

    @Test
    void withoutEpollOnlyWhatNeedsItIsRefused() {
        String needs =
                " needs Netty's native transport (epoll), which this system does not have; use an address with a port.";
        assertThat(failure(new NioSockets(), unix(directory.resolve("x")))).endsWith(": a Unix-domain socket" + needs);
        assertThat(failure(new NioSockets(), new ListenAddress.InheritedIndex(1)))
                .isEqualTo("Cannot listen on sd:1: an inherited socket" + needs);
        assertThat(failure(new NioSockets(), new ListenAddress.Tcp("", 0, Family.IPV6)))
                .isEqualTo("Cannot listen on :::0: IPv6 without IPv4" + needs);
        try (Listeners open = Listeners.open(
                Stream.of(
                                loopback(),
                                new ListenAddress.Tcp("", 0, Family.DUAL),
                                new ListenAddress.Tcp("", 0, Family.IPV4))
                        .map(TestServer::plain)
                        .toList(),
                new NioSockets())) {
            assertThat(open.all()).allMatch(listener -> listener.port() > 0);
        }
    }

    @Test
    void reportNamesTheLine() {
        Setting setting = new Setting(
                "server",
                "listen",
                "80, 192.0.2.1:0",
                new TextResourceOrigin(new FileSystemResource("/etc/jminihttpd.conf"), new Location(2, 9)));
        assertThat(BindFailureAnalyzer.describe(new ListenException(setting, "Cannot listen on 192.0.2.1:0: why.")))
                .hasToString(
                        "/etc/jminihttpd.conf:3: [server] listen = 80, 192.0.2.1:0\n  Cannot listen on 192.0.2.1:0: why.");
    }

    private static String failure(ListenAddress... addresses) {
        return failure(source(), addresses);
    }

    private static String failure(SocketSource source, ListenAddress... addresses) {
        List<ListenerProperties> wanted =
                Stream.of(addresses).map(TestServer::plain).toList();
        return String.valueOf(catchThrowableOfType(ListenException.class, () -> Listeners.open(wanted, source))
                .getMessage());
    }

    private static SocketSource source() {
        return new NativeSockets(new InheritedSockets(3, List.of(), "no socket was passed"));
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
