package org.jminihttpd.listen;

import io.netty.channel.epoll.Epoll;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.config.ListenerProperties;
import org.jminihttpd.config.ListenerProperties.Purpose;

/** Every listening socket of the process, all of them open or none. */
public final class Listeners implements AutoCloseable {

    private static final Log log = LogFactory.getLog(Listeners.class);

    private volatile SocketSource source;
    private volatile List<Listener> all = List.of();
    private volatile List<Acceptor> idle = List.of();

    private Listeners(SocketSource source) {
        this.source = source;
    }

    /**
     * Makes or inherits the sockets of all listeners. From then on the kernel queues connections.
     *
     * @throws ListenException if one cannot be had; then none is left open
     */
    public static Listeners open(List<ListenerProperties> wanted) {
        if (!Epoll.isAvailable()) {
            log.warn("Netty's native transport is missing here (" + reason(Epoll.unavailabilityCause())
                    + "): no unix: and sd: listeners, no :::PORT, and files are sent more slowly");
            return open(wanted, new NioSockets());
        }
        return open(
                wanted,
                new NativeSockets(InheritedSockets.of(
                        System.getenv(), ProcessHandle.current().pid())));
    }

    static Listeners open(List<ListenerProperties> wanted, SocketSource source) {
        Listeners listeners = new Listeners(source);
        listeners.use(listeners.plan(wanted, false));
        return listeners;
    }

    /** Plans others; parameters and exceptions as of {@link ListenerPlan}. */
    ListenerPlan plan(List<ListenerProperties> wanted, boolean anew) {
        return new ListenerPlan(wanted, all, idle, source, anew);
    }

    /** Says that root, who opened them, has become a user for good: other listeners are for that user to open. */
    public void ownerBecame(String user) {
        source = new FormerRootSockets(source, user);
    }

    /** Puts a plan into effect, as far as names go: what it leaves out must be paused or closed by the caller. */
    void use(ListenerPlan plan) {
        List<Acceptor> left = new ArrayList<>(idle);
        plan.removed().stream()
                .map(Listener::acceptor)
                .filter(acceptor -> acceptor.socket().isInherited())
                .forEach(left::add);
        left.removeIf(plan::uses);
        idle = List.copyOf(left);
        all = List.copyOf(plan.all());
        List<OpenSocket> used =
                all.stream().map(listener -> listener.acceptor().socket()).toList();
        for (String unused : source.unused(used)) {
            log.warn("No listener uses the inherited socket " + unused + ": clients that connect to it wait for ever");
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

    /** Closes every socket, and removes socket files. */
    @Override
    public void close() {
        all.forEach(listener -> listener.acceptor().close());
    }

    private static String reason(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("unknown");
    }
}
