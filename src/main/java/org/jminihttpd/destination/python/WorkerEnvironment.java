package org.jminihttpd.destination.python;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What workers inherit: our environment without what systemd said to us alone, and with {@code [environ]}. */
final class WorkerEnvironment {

    /** A worker that used them would take over our sockets, speak to systemd in our name, or read our keys. */
    private static final Set<String> OURS = Set.of(
            "LISTEN_FDS",
            "LISTEN_FDNAMES",
            "LISTEN_PID",
            "LISTEN_PIDFDID",
            "NOTIFY_SOCKET",
            "WATCHDOG_PID",
            "WATCHDOG_USEC",
            "CREDENTIALS_DIRECTORY",
            "MAINPID",
            "MAINPIDFDID",
            "JOURNAL_STREAM",
            "SYSTEMD_EXEC_PID");

    private WorkerEnvironment() {}

    static Map<String, String> of(Map<String, String> inherited, Map<String, String> environ) {
        Map<String, String> environment = new TreeMap<>(inherited);
        environment.keySet().removeAll(OURS);
        environment.putAll(environ);
        return Map.copyOf(environment);
    }
}
