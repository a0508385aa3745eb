package org.jminihttpd.config;

import java.nio.file.Path;

/** Where a listener takes its connections from: one element of {@code listen} or {@code listen_ssl}. */
public sealed interface ListenAddress {

    /** Which Internet protocol versions a TCP listener accepts. */
    enum Family {
        /** One IPv6 socket that takes IPv4 as well; IPv4 alone where the system has no IPv6. */
        DUAL,
        /** IPv4 only. */
        IPV4,
        /** IPv6 only. */
        IPV6
    }

    /**
     * A TCP port of one address or of all interfaces.
     *
     * @param host a literal IP address without brackets, or empty for all interfaces
     * @param port 0 to 65535; 0 lets the system choose
     * @param family never {@code DUAL} with a host
     */
    record Tcp(String host, int port, Family family) implements ListenAddress {
        @Override
        public String toString() {
            return switch (family) {
                case DUAL -> ":" + port;
                case IPV4 -> (host.isEmpty() ? "0.0.0.0" : host) + ":" + port;
                case IPV6 -> host.isEmpty() ? ":::" + port : "[" + host + "]:" + port;
            };
        }
    }

    /**
     * The Nth socket inherited from systemd ({@code sd:N}).
     *
     * @param index 1 or more, in the order of the socket unit
     */
    record InheritedIndex(int index) implements ListenAddress {
        @Override
        public String toString() {
            return "sd:" + index;
        }
    }

    /**
     * The inherited socket(s) with a {@code FileDescriptorName=} ({@code sd:NAME}).
     *
     * @param name as in {@code LISTEN_FDNAMES}
     */
    record InheritedName(String name) implements ListenAddress {
        @Override
        public String toString() {
            return "sd:" + name;
        }
    }

    /**
     * A Unix-domain stream socket made by us ({@code unix:PATH}).
     *
     * @param path absolute
     */
    record Unix(Path path) implements ListenAddress {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }
}
