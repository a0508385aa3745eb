package org.jminihttpd.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many files and sockets this process may have open (RLIMIT_NOFILE), and how many connections fit into that. */
final class OpenFiles {

    /** More would need more memory than a small server has; who has it can say so with {@code max_connections}. */
    private static final int MOST_CONNECTIONS = 20_000;

    private static final int USUAL_LIMIT = 1024;

    private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files\\s+(\\d+)");

    private OpenFiles() {}

    /** Three quarters of the limit: the rest is for the files being served, and for the process itself. */
    static int defaultConnections() {
        return defaultConnections(limit());
    }

    static int defaultConnections(long limit) {
        long forConnections = limit - Math.max(96, limit / 4);
        return (int) Math.max(1, Math.min(forConnections, MOST_CONNECTIONS));
    }

    /** From /proc, since the management bean that knows it too costs the start 30 ms. */
    private static long limit() {
        try {
            Matcher matcher = LIMIT.matcher(Files.readString(Path.of("/proc/self/limits")));
            return matcher.find() ? Long.parseLong(matcher.group(1)) : MOST_CONNECTIONS * 2L;
        } catch (IOException notLinux) {
            return USUAL_LIMIT;
        }
    }
}
