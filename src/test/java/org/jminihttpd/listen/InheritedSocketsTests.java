package org.jminihttpd.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jminihttpd.config.ListenAddress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of sd_listen_fds(3), on descriptors of this process. */
class InheritedSocketsTests {

    private static final ListenAddress FIRST = new ListenAddress.InheritedIndex(1);

    @BeforeAll
    static void loadNativeLibrary() {
        Epoll.ensureAvailability();
    }

    @Test
    void environmentOfAnotherProcessIsNotOurs() {
        assertRefused(InheritedSockets.of(Map.of("LISTEN_PID", "12", "LISTEN_FDS", "1"), 34), FIRST)
                .hasMessage(
                        "the sockets were passed to process 12 (LISTEN_PID), not to this one, 34; start java with \"exec\", without a process in between");
        assertRefused(InheritedSockets.of(Map.of(), 34), FIRST)
                .hasMessage("no socket was passed to this process; start it through its systemd .socket unit");
        assertRefused(InheritedSockets.of(Map.of("LISTEN_PID", "34", "LISTEN_FDS", "x"), 34), FIRST)
                .hasMessage("LISTEN_FDS is \"x\" and not a number; see sd_listen_fds(3)");
    }

    @Test
    void missingSocketIsAnsweredWithThoseThereAre() {
        InheritedSockets sockets =
                InheritedSockets.of(Map.of("LISTEN_PID", "34", "LISTEN_FDS", "3", "LISTEN_FDNAMES", "web:secure"), 34);
        assertRefused(sockets, new ListenAddress.InheritedName("wbe"))
                .hasMessage("no such inherited socket; there are sd:1 (web), sd:2 (secure), sd:3");
        assertRefused(sockets, new ListenAddress.InheritedIndex(4))
                .hasMessage("no such inherited socket; there are sd:1 (web), sd:2 (secure), sd:3");
    }

    @Test
    void socketIsFoundByNumberOrName() throws IOException {
        LinuxSocket socket = listening();
        InheritedSockets sockets = new InheritedSockets(socket.intValue(), List.of("web"), "");
        assertThat(sockets.unused(List.of())).containsExactly("sd:1 (web)");
        List<OpenSocket> found = sockets.find(new ListenAddress.InheritedName("web"));
        assertThat(found).singleElement().extracting(OpenSocket::address).isEqualTo(socket.localAddress());
        assertThat(sockets.find(FIRST).get(0)).isSameAs(found.get(0));
        assertThat(sockets.unused(found)).isEmpty();
        assertThat(sockets.unused(List.of())).containsExactly("sd:1 (web)");
        found.get(0).close();
    }

    @Test
    void unixSocketKeepsItsAddressAndItsFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("x.sock");
        LinuxSocket socket = LinuxSocket.newSocketDomain();
        socket.bind(new DomainSocketAddress(file.toString()));
        socket.listen(5);
        OpenSocket found = new InheritedSockets(socket.intValue(), List.of(""), "")
                .find(FIRST)
                .get(0);
        assertThat(found.address()).hasToString(file.toString());
        found.close();
        assertThat(file).exists(); // systemd's, not ours
    }

    @Test
    void wrongKindOfDescriptorIsRefused() throws IOException {
        LinuxSocket datagram = LinuxSocket.newSocketDgram(false);
        assertRefused(only(datagram), FIRST)
                .hasMessage("it is a datagram socket; use ListenStream= in the .socket unit, not ListenDatagram=");
        LinuxSocket connected = LinuxSocket.newSocketStream(false);
        assertRefused(only(connected), FIRST)
                .hasMessage("it is a connected or unbound socket; use Accept=no in the .socket unit");
        int number = connected.intValue();
        connected.close();
        datagram.close();
        assertRefused(new InheritedSockets(number, List.of(""), ""), FIRST)
                .hasMessage("file descriptor " + number
                        + " is closed or not a socket; check the .socket unit and what starts the server");
        assertRefused(new InheritedSockets(1, List.of(""), ""), FIRST)
                .hasMessage(
                        "file descriptor 1 is closed or not a socket; check the .socket unit and what starts the server");
    }

    private static LinuxSocket listening() throws IOException {
        LinuxSocket socket = LinuxSocket.newSocketStream(false);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.listen(5);
        return socket;
    }

    private static InheritedSockets only(LinuxSocket socket) {
        return new InheritedSockets(socket.intValue(), List.of(""), "");
    }

    private static AbstractThrowableAssert<?, Refusal> assertRefused(InheritedSockets sockets, ListenAddress address) {
        return assertThat(catchThrowableOfType(Refusal.class, () -> sockets.find(address)));
    }
}
