package org.jminihttpd.config;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which ports a process may not open.
 *
 * @param first the lowest port that everybody may open
 */
record PrivilegedPorts(int first) {

    /** {@code CAP_NET_BIND_SERVICE} of {@code linux/capability.h}. */
    private static final int BIND_SERVICE = 10;

    /** None where the system does not say. */
    static PrivilegedPorts ofThisProcess() {
        try {
            return of(
                    Files.readString(Path.of("/proc/self/status")),
                    Files.readString(Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start")));
        } catch (IOException elsewhere) {
            return new PrivilegedPorts(0);
        }
    }

    /**
     * Reads what the kernel says.
     *
     * @param status of {@code /proc/self/status}
     * @param first of {@code ip_unprivileged_port_start}
     */
    static PrivilegedPorts of(String status, String first) {
        boolean mayOpenAll = status.lines()
                .filter(line -> line.startsWith("CapEff:"))
                .anyMatch(line -> new BigInteger(line.substring(7).strip(), 16).testBit(BIND_SERVICE));
        return new PrivilegedPorts(mayOpenAll ? 0 : Integer.parseInt(first.strip()));
    }

    void warnOf(List<ListenerProperties> listeners, ConfigProblems problems) {
        for (ListenerProperties listener : listeners) {
            if (listener.address() instanceof ListenAddress.Tcp tcp && tcp.port() != 0 && tcp.port() < first) {
                problems.warn(
                        listener.setting(),
                        "The user of this process may not open port %d. In a systemd unit AmbientCapabilities=CAP_NET_BIND_SERVICE permits it, or a .socket unit opens it."
                                .formatted(tcp.port()));
            }
        }
    }
}
