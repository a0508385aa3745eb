package org.jminihttpd.listen;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenAddress.Family;
import org.jminihttpd.config.ListenerProperties;

/** The listeners that are to take the place of those there are, with all their sockets open. */
final class ListenerPlan {

    private final List<Listener> before;
    private final List<Acceptor> idle;
    private final SocketSource source;
    private final List<Listener> all = new ArrayList<>();
    private final List<Acceptor> opened = new ArrayList<>();

    /**
     * Opens what is not open yet.
     *
     * @param before the listeners there are
     * @param idle of inherited sockets that no listener uses at present
     * @param anew whether listeners that stay as they are need another server all the same
     * @throws ListenException if a socket cannot be had; then none is left open that was not before
     */
    ListenerPlan(
            List<ListenerProperties> wanted,
            List<Listener> before,
            List<Acceptor> idle,
            SocketSource source,
            boolean anew) {
        this.before = before;
        this.idle = idle;
        this.source = source;
        try {
            for (ListenerProperties each : wanted) {
                for (OpenSocket socket : sockets(each)) {
                    all.add(listener(each, acceptor(socket), anew));
                }
            }
        } catch (ListenException e) {
            discard();
            throw e;
        }
    }

    /** In the order written. */
    List<Listener> all() {
        return all;
    }

    /** Those of them that have no server yet. */
    List<Listener> added() {
        return all.stream().filter(listener -> !before.contains(listener)).toList();
    }

    /** Those that have no place in it. */
    List<Listener> removed() {
        return before.stream().filter(listener -> !all.contains(listener)).toList();
    }

    boolean uses(Acceptor acceptor) {
        return all.stream().anyMatch(listener -> listener.acceptor() == acceptor);
    }

    /** Closes what was opened for it; inherited sockets could not be opened again. */
    void discard() {
        opened.stream().filter(acceptor -> !acceptor.socket().isInherited()).forEach(Acceptor::close);
    }

    /** That of a listener there is, or a new one. */
    private List<OpenSocket> sockets(ListenerProperties wanted) {
        ListenAddress address = wanted.address();
        Optional<OpenSocket> present = before.stream()
                .filter(listener -> listener.properties().address().equals(address))
                .map(Listener::acceptor)
                .filter(acceptor -> !acceptor.socket().isInherited() && !uses(acceptor))
                .map(Acceptor::socket)
                .findFirst();
        return present.map(List::of).orElseGet(() -> open(wanted));
    }

    private Acceptor acceptor(OpenSocket socket) {
        return Stream.concat(before.stream().map(Listener::acceptor), idle.stream())
                .filter(acceptor -> acceptor.socket() == socket)
                .findFirst()
                .orElseGet(() -> {
                    Acceptor acceptor = new Acceptor(socket);
                    opened.add(acceptor);
                    return acceptor;
                });
    }

    private Listener listener(ListenerProperties wanted, Acceptor acceptor, boolean anew) {
        if (uses(acceptor)) {
            throw failure(wanted, "another listener already uses this socket; name each socket once");
        }
        return before.stream()
                .filter(listener -> !anew && listener.acceptor() == acceptor && isSame(listener.properties(), wanted))
                .findFirst()
                .orElseGet(() -> new Listener(wanted, acceptor));
    }

    private static boolean isSame(ListenerProperties one, ListenerProperties other) {
        return one.address().equals(other.address()) && one.tls() == other.tls() && one.purpose() == other.purpose();
    }

    private List<OpenSocket> open(ListenerProperties wanted) {
        ListenAddress address = wanted.address();
        try {
            return source.open(address);
        } catch (IOException e) {
            Refusal refusal = Refusal.of(e, address);
            throw failure(
                    wanted,
                    Refusal.isInUse(e) && address instanceof ListenAddress.Tcp tcp
                            ? clash(tcp, refusal)
                            : String.valueOf(refusal.getMessage()));
        }
    }

    private static ListenException failure(ListenerProperties wanted, String reason) {
        return new ListenException(wanted.setting(), "Cannot listen on " + wanted.address() + ": " + reason + ".");
    }

    /** The culprit may be another listener of this very file, or one that this process has until the change. */
    private String clash(ListenAddress.Tcp address, Refusal somebodyElse) {
        for (Listener other : all) {
            if (other.port() == address.port()) {
                return other.properties().address() instanceof ListenAddress.Tcp taken
                        ? clash(address, taken)
                        : "the inherited socket " + other.properties().address()
                                + " has this port already; use only one of them";
            }
        }
        for (Listener other : before) {
            if (other.port() == address.port()) {
                return "this server has " + other.properties().address()
                        + " open, which clashes; restart it, or remove that one in a reload before";
            }
        }
        return String.valueOf(somebodyElse.getMessage());
    }

    private static String clash(ListenAddress.Tcp address, ListenAddress.Tcp taken) {
        if (taken.equals(address)) {
            return "it is listed twice; remove one";
        }
        ListenAddress.Tcp dual = taken.family() == Family.DUAL ? taken : address;
        if (dual.family() == Family.DUAL) {
            return "it clashes with " + taken + " of this configuration, because " + dual
                    + " is IPv4 and IPv6; use only " + dual + ", or both 0.0.0.0" + dual + " and ::" + dual;
        }
        return "it clashes with " + taken + " of this configuration, which takes all addresses; use only one of them";
    }
}
