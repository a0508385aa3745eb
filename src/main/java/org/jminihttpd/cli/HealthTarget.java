package org.jminihttpd.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenAddress.Family;
import org.jminihttpd.config.ListenerProperties;

/**
 * Where to ask a server for its health.
 *
 * @param address whom to connect to
 * @param host name or literal address of the server, as in a URL; {@code localhost} for a Unix socket
 * @param tls whether the connection is TLS
 * @param path of the request, with its query
 */
public record HealthTarget(SocketAddress address, String host, boolean tls, String path) {

    /** Of a server that was configured no other. */
    static final String PATH = "/actuator/health";

    /**
     * Reads {@code http://HOST[:PORT][/PATH]}, the same with {@code https:}, or {@code unix:/SOCKET}. Without a path it is
     * that of the health endpoint.
     *
     * @throws IOException if it is none of these, or there is no such host
     */
    static HealthTarget of(String url) throws IOException {
        if (url.startsWith("unix:/")) {
            return new HealthTarget(unix(url.substring(5)), "localhost", false, PATH);
        }
        URI uri = uri(url);
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        if (uri.getHost() == null || !(tls || "http".equalsIgnoreCase(uri.getScheme()))) {
            throw new IOException("Write http://HOST:PORT, https://HOST:PORT or unix:/path.sock.");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        InetAddress ip;
        try {
            ip = InetAddress.getByName(uri.getHost());
        } catch (UnknownHostException unknown) {
            throw new IOException("There is no host \"" + uri.getHost() + "\".", unknown);
        }
        String path = uri.getRawPath().isEmpty() ? PATH : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new HealthTarget(new InetSocketAddress(ip, port), uri.getHost(), tls, path + query);
    }

    /** Where a listener of the configuration is reached from this machine; empty if only the running server knows. */
    static Optional<HealthTarget> of(ListenerProperties listener, String path) {
        ListenAddress address = listener.address();
        if (address instanceof ListenAddress.Unix unix) {
            return Optional.of(
                    new HealthTarget(UnixDomainSocketAddress.of(unix.path()), "localhost", listener.tls(), path));
        }
        if (!(address instanceof ListenAddress.Tcp tcp) || tcp.port() == 0) {
            return Optional.empty(); // inherited, or a port that the system chose
        }
        String loopback = tcp.family() == Family.IPV6 ? "::1" : "127.0.0.1";
        String literal = tcp.host().isEmpty() ? loopback : tcp.host();
        try {
            InetSocketAddress reached = new InetSocketAddress(InetAddress.getByName(literal), tcp.port());
            String host = literal.contains(":") ? "[" + literal + "]" : literal;
            return Optional.of(new HealthTarget(reached, host, listener.tls(), path));
        } catch (UnknownHostException noSuchInterface) { // of an IPv6 zone
            return Optional.empty();
        }
    }

    /** As a URL, for people. */
    @Override
    public String toString() {
        if (address instanceof InetSocketAddress tcp) {
            return (tls ? "https://" : "http://") + host + ":" + tcp.getPort() + path;
        }
        return "unix:" + address;
    }

    private static UnixDomainSocketAddress unix(String path) throws IOException {
        try {
            return UnixDomainSocketAddress.of(path);
        } catch (IllegalArgumentException invalid) {
            throw new IOException("This is not the name of a socket.", invalid);
        }
    }

    private static URI uri(String url) throws IOException {
        try {
            return new URI(url);
        } catch (URISyntaxException invalid) {
            throw new IOException("This is not a URL.", invalid);
        }
    }
}
