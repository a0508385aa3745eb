package org.jminihttpd.listen;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenerProperties;
import org.jminihttpd.config.ListenerProperties.Purpose;
import org.jminihttpd.guard.Guards;
import org.jspecify.annotations.Nullable;
import reactor.netty.DisposableServer;

/** One listening socket as it is configured, and the server on it once there is one. */
public final class Listener {

    private final ListenerProperties properties;
    private final Acceptor acceptor;
    private final Relay relay;
    private final CompletableFuture<DisposableServer> server = new CompletableFuture<>();
    private @Nullable Guards guards;

    Listener(ListenerProperties properties, Acceptor acceptor) {
        this.properties = properties;
        this.acceptor = acceptor;
        this.relay = new Relay(acceptor.address());
    }

    /** What was configured. */
    public ListenerProperties properties() {
        return properties;
    }

    /** What the socket is bound to: the real port, also where 0 was asked for. */
    public SocketAddress address() {
        return acceptor.address();
    }

    /** The TCP port, or -1 for a Unix-domain socket. */
    public int port() {
        return address() instanceof InetSocketAddress tcp ? tcp.getPort() : -1;
    }

    /** Whether a server takes the connections of the socket; before that and after it they wait in the kernel. */
    public boolean isServing() {
        DisposableServer current = server();
        return current != null && !current.isDisposed() && acceptor.isAccepting();
    }

    /** Connections that are open. */
    public int connections() {
        Guards present = guards;
        return present == null ? 0 : present.open();
    }

    /** Where clients find it: {@code http://127.0.0.1:8080}, {@code https://*:443}, {@code unix:/run/x.sock}. */
    public String url() {
        if (address() instanceof InetSocketAddress tcp) {
            return (properties.tls() ? "https://" : "http://") + host(tcp.getAddress()) + ":" + tcp.getPort();
        }
        return address() instanceof DomainSocketAddress unix
                ? "unix:" + unix.path()
                : address().toString();
    }

    /** The address with what it is: {@code http://*:80 (plain, sd:1)}. */
    @Override
    public String toString() {
        List<String> kinds = new ArrayList<>();
        kinds.add(properties.tls() ? "TLS" : "plain");
        ListenAddress address = properties.address();
        if (!(address instanceof ListenAddress.Tcp) && !(address instanceof ListenAddress.Unix)) {
            kinds.add(address.toString());
        } else if (address instanceof ListenAddress.Tcp tcp && tcp.host().isEmpty()) {
            switch (tcp.family()) {
                case IPV4 -> kinds.add("IPv4 only");
                case IPV6 -> kinds.add("IPv6 only");
                case DUAL -> {}
            }
        }
        if (properties.purpose() == Purpose.MANAGEMENT) {
            kinds.add("management");
        }
        return url() + " (" + String.join(", ", kinds) + ")";
    }

    Acceptor acceptor() {
        return acceptor;
    }

    Relay relay() {
        return relay;
    }

    /** What protects its connections; there from when its server is made. */
    Guards guards() {
        return Objects.requireNonNull(guards);
    }

    void guardWith(Guards own) {
        guards = own;
        relay.guardWith(own::admit);
    }

    @Nullable
    DisposableServer server() {
        return server.getNow(null);
    }

    /** Waits for the server that has been bound: reactor-netty tells of it only after whoever bound it goes on. */
    void awaitServer() {
        server.orTimeout(10, TimeUnit.SECONDS).join();
    }

    void serveWith(DisposableServer bound) {
        server.complete(bound);
    }

    private static String host(InetAddress ip) {
        if (ip.isAnyLocalAddress()) {
            return "*";
        }
        String text = NetUtil.toAddressString(ip);
        return text.indexOf(':') < 0 ? text : "[" + text + "]";
    }
}
