package org.jminihttpd.listen;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenAddress.Family;
import org.jminihttpd.config.ListenerProperties;
import org.jminihttpd.config.ListenerProperties.Purpose;

/** Every listening socket of the process, all of them open or none. */
public final class Listeners implements AutoCloseable {

    private static final Log log = LogFactory.getLog(Listeners.class);

    private final List<Listener> all;

    private Listeners(List<Listener> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Makes or inherits the sockets of all listeners. From then on the kernel queues connections.
     *
     * @throws ListenException if one cannot be had; then none is left open
     */
    public static Listeners open(List<ListenerProperties> wanted) {
        InheritedSockets inherited =
                InheritedSockets.of(System.getenv(), ProcessHandle.current().pid());
        if (!Epoll.isAvailable()) {
            log.warn("Netty's native transport is missing here (" + reason(Epoll.unavailabilityCause())
                    + "): no unix: and sd: listeners, no :::PORT, and files are sent more slowly");
            return open(wanted, new NioSockets());
        }
        Listeners opened = open(wanted, new NativeSockets(inherited));
        for (String left : inherited.left()) {
            log.warn("No listener uses the inherited socket " + left + ": clients that connect to it wait for ever");
        }
        return opened;
    }

    static Listeners open(List<ListenerProperties> wanted, SocketSource source) {
        List<Listener> open = new ArrayList<>();
        try {
            for (ListenerProperties listener : wanted) {
                for (OpenSocket socket : open(listener, source, open)) {
                    open.add(new Listener(listener, socket));
                }
            }
            return new Listeners(open);
        } catch (ListenException e) {
            open.forEach(listener -> listener.socket().close());
            throw e;
        }
    }

    /** In the order written; a name that several inherited sockets have gives one for each. */
    public List<Listener> all() {
        return all;
    }

    /** The listener that Boot's own server gets: the first one for the site. */
    Listener first() {
        return all.stream()
                .filter(listener -> listener.properties().purpose() == Purpose.SITE)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no listener serves the site"));
    }

    /** Closes what no server has taken over, and removes socket files. */
    @Override
    public void close() {
        all.forEach(listener -> listener.socket().close());
    }

    private static List<OpenSocket> open(ListenerProperties wanted, SocketSource source, List<Listener> before) {
        ListenAddress address = wanted.address();
        try {
            return source.open(address);
        } catch (IOException e) {
            String reason = Refusal.isInUse(e) && address instanceof ListenAddress.Tcp tcp
                    ? clash(tcp, before, Refusal.of(e, address))
                    : Refusal.of(e, address).getMessage();
            throw new ListenException(wanted.setting(), "Cannot listen on " + address + ": " + reason + ".");
        }
    }

    /** The culprit may be another listener of this very file. */
    private static String clash(ListenAddress.Tcp address, List<Listener> before, Refusal somebodyElse) {
        for (Listener other : before) {
            if (other.port() == address.port()) {
                return other.properties().address() instanceof ListenAddress.Tcp taken
                        ? clash(address, taken)
                        : "the inherited socket " + other.properties().address()
                                + " has this port already; use only one of them";
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

    private static String reason(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("unknown");
    }
}
