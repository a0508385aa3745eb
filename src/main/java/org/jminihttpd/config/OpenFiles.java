package org.jminihttpd.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How many files and sockets this process may have open (RLIMIT_NOFILE), and how many connections fit into that. */
final class OpenFiles {

    /** More would need more memory than a small server has; who has it can say so with {@code max_connections}. */
    private static final int USUAL_CONNECTIONS = 20_000;

    private static final int RESERVE = 64;

    private static final int USUAL_LIMIT = 1024;

    private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files\\s+(\\d+)");

    /** Looked at once: later, connections would count against themselves. */
    private static final long IN_USE_AT_START = inUse();

    private OpenFiles() {}

    /** How many connections there may be if nobody says so. */
    static int defaultConnections() {
        return Math.min(mostConnections(), USUAL_CONNECTIONS);
    }

    /** What the limit leaves: a quarter is for the files being served, and some are open already. */
    static int mostConnections() {
        return mostConnections(limit(), IN_USE_AT_START);
    }

    static int mostConnections(long limit, long inUse) {
        long room = limit - inUse - Math.max(RESERVE, limit / 4);
        return (int) Math.max(1, Math.min(room, Integer.MAX_VALUE));
    }

    private static long inUse() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        } catch (IOException notLinux) {
            return 0;
        }
    }

    /** From /proc, since the management bean that knows it too costs the start 30 ms. */
    private static long limit() {
        try {
            Matcher matcher = LIMIT.matcher(Files.readString(Path.of("/proc/self/limits")));
            return matcher.find() ? Long.parseLong(matcher.group(1)) : Integer.MAX_VALUE * 2L;
        } catch (IOException notLinux) {
            return USUAL_LIMIT;
        }
    }
}
