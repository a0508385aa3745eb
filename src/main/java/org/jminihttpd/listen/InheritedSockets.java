package org.jminihttpd.listen;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jminihttpd.config.ListenAddress;

/** The sockets systemd passed to this process, as sd_listen_fds(3) finds them. */
final class InheritedSockets {

    /** {@code SD_LISTEN_FDS_START}. */
    static final int FIRST_DESCRIPTOR = 3;

    /** Of {@code asm-generic/socket.h} and {@code linux/socket.h}. */
    private static final int SOL_SOCKET = 1;

    private static final int SO_TYPE = 3;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_DOMAIN = 39;
    private static final int SOCK_STREAM = 1;
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private final int first;
    private final List<String> names;
    private final String nothing;
    private final Map<Integer, OpenSocket> opened = new HashMap<>();

    /**
     * @param names of the descriptors from {@code first} on; empty where one has no name
     * @param nothing why there is none, for the case that there is none
     */
    InheritedSockets(int first, List<String> names, String nothing) {
        this.first = first;
        this.names = names;
        this.nothing = nothing;
    }

    /** Reads {@code LISTEN_PID}, {@code LISTEN_FDS} and {@code LISTEN_FDNAMES}. */
    static InheritedSockets of(Map<String, String> environment, long pid) {
        String owner = environment.getOrDefault("LISTEN_PID", "");
        if (!owner.equals(Long.toString(pid))) {
            return new InheritedSockets(
                    FIRST_DESCRIPTOR,
                    List.of(),
                    owner.isEmpty()
                            ? "no socket was passed to this process; start it through its systemd .socket unit"
                            : "the sockets were passed to process " + owner + " (LISTEN_PID), not to this one, " + pid
                                    + "; start java with \"exec\", without a process in between");
        }
        String count = environment.getOrDefault("LISTEN_FDS", "");
        if (!count.matches("[0-9]{1,4}")) {
            return new InheritedSockets(
                    FIRST_DESCRIPTOR,
                    List.of(),
                    "LISTEN_FDS is \"" + count + "\" and not a number; see sd_listen_fds(3)");
        }
        String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(count); i++) {
            all.add(i < names.length ? names[i] : "");
        }
        return new InheritedSockets(FIRST_DESCRIPTOR, all, "systemd passed no socket; check the .socket unit");
    }

    /**
     * Finds the sockets an {@code sd:} address stands for.
     *
     * @throws IOException a {@link Refusal} if there is none, or it is no listening stream socket
     */
    List<OpenSocket> find(ListenAddress address) throws IOException {
        List<OpenSocket> found = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (isMeant(address, i)) {
                OpenSocket socket = opened.get(i);
                if (socket == null) {
                    socket = open(first + i);
                    opened.put(i, socket);
                }
                found.add(socket);
            }
        }
        if (found.isEmpty()) {
            throw new Refusal(names.isEmpty() ? nothing : "no such inherited socket; there are " + available());
        }
        return found;
    }

    /** What is not among those in use, as {@code sd:2 (web)}: systemd queues its connections for ever. */
    List<String> unused(Collection<OpenSocket> used) {
        List<String> left = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            OpenSocket socket = opened.get(i);
            if (socket == null || !used.contains(socket)) {
                left.add(text(i));
            }
        }
        return left;
    }

    private boolean isMeant(ListenAddress address, int index) {
        if (address instanceof ListenAddress.InheritedIndex number) {
            return number.index() == index + 1;
        }
        return address instanceof ListenAddress.InheritedName name
                && name.name().equals(names.get(index));
    }

    private String available() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            all.add(text(i));
        }
        return all.stream().collect(Collectors.joining(", "));
    }

    private String text(int index) {
        String name = names.get(index);
        return "sd:" + (index + 1) + (name.isEmpty() ? "" : " (" + name + ")");
    }

    private static NativeSocket open(int descriptor) throws IOException {
        try {
            LinuxSocket socket = LinuxSocket.newSocket(descriptor);
            return new NativeSocket(
                    socket,
                    address(
                            socket,
                            socket.getIntOpt(SOL_SOCKET, SO_TYPE),
                            socket.getIntOpt(SOL_SOCKET, SO_ACCEPTCONN) != 0,
                            socket.getIntOpt(SOL_SOCKET, SO_DOMAIN)),
                    null,
                    true);
        } catch (Refusal e) {
            throw e;
        } catch (IOException | ChannelException e) { // EBADF, ENOTSOCK
            throw new Refusal("file descriptor " + descriptor
                    + " is closed or not a socket; check the .socket unit and what starts the server");
        }
    }

    private static SocketAddress address(LinuxSocket socket, int type, boolean listens, int domain) throws Refusal {
        if (type != SOCK_STREAM) {
            throw new Refusal("it is a datagram socket; use ListenStream= in the .socket unit, not ListenDatagram=");
        }
        if (!listens) {
            throw new Refusal("it is a connected or unbound socket; use Accept=no in the .socket unit");
        }
        return switch (domain) {
            case AF_INET, AF_INET6 -> socket.localAddress();
            case AF_UNIX -> socket.localDomainSocketAddress();
            default ->
                throw new Refusal(
                        "it is a socket of address family " + domain + "; only TCP and Unix-domain are served");
        };
    }
}
