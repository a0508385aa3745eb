package org.jminihttpd.explain;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenerProperties;

/** Which listener takes a connection for a URL. A name is not resolved: it may lead to any address of this machine. */
final class ListenerChoice {

    private ListenerChoice() {}

    /** For an address the most specific one, for a name rather one of all addresses; else, since only the running server knows their ports, the first inherited one. */
    static Optional<ListenerProperties> of(AskedUrl url, List<ListenerProperties> listeners) {
        if (url.host().isEmpty()) {
            return listeners.stream()
                    .filter(listener -> listener.purpose() == ListenerProperties.Purpose.SITE)
                    .findFirst();
        }
        Optional<ListenerProperties> certain = listeners.stream()
                .filter(listener -> listener.tls() == url.tls() && takes(listener.address(), url))
                .min(Comparator.comparing(listener -> isOfAllInterfaces(listener.address()) == isLiteral(url)));
        return certain.or(() -> listeners.stream()
                .filter(listener -> listener.tls() == url.tls() && isInherited(listener))
                .findFirst());
    }

    static boolean isInherited(ListenerProperties listener) {
        return !(listener.address() instanceof ListenAddress.Tcp)
                && !(listener.address() instanceof ListenAddress.Unix);
    }

    private static boolean takes(ListenAddress address, AskedUrl url) {
        if (!(address instanceof ListenAddress.Tcp tcp) || tcp.port() != url.port()) {
            return false;
        }
        if (!isLiteral(url)) {
            return !url.host().equalsIgnoreCase("localhost")
                    || tcp.host().isEmpty()
                    || ip(tcp.host()).map(InetAddress::isLoopbackAddress).orElse(false);
        }
        return switch (tcp.family()) {
            case DUAL -> true;
            case IPV4 -> !url.host().contains(":") && isAllOr(tcp, url.host());
            case IPV6 -> url.host().contains(":") && isAllOr(tcp, url.host());
        };
    }

    private static boolean isLiteral(AskedUrl url) {
        return url.host().matches("[0-9.]+|.*:.*");
    }

    private static boolean isAllOr(ListenAddress.Tcp tcp, String literal) {
        return tcp.host().isEmpty() || ip(tcp.host()).equals(ip(literal));
    }

    private static Optional<InetAddress> ip(String literal) {
        try {
            return Optional.of(InetAddress.getByName(literal));
        } catch (UnknownHostException noAddress) { // of an IPv6 zone, or four numbers that are no address
            return Optional.empty();
        }
    }

    private static boolean isOfAllInterfaces(ListenAddress address) {
        return address instanceof ListenAddress.Tcp tcp && tcp.host().isEmpty();
    }
}
