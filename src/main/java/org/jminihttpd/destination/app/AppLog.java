package org.jminihttpd.destination.app;

import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.destination.app.bridge.ExitException;
import org.jspecify.annotations.Nullable;

/** What the operator reads of one application's failures, with its route. */
final class AppLog {

    private static final Log LOG = LogFactory.getLog(AppLog.class);

    private static final int LONGEST = 300;

    private final String route;

    /** Of {@link System#nanoTime}; two event loops may both warn once. */
    private volatile long lastBlock = System.nanoTime() - TimeUnit.MINUTES.toNanos(2);

    AppLog(String route) {
        this.route = "[" + route + "] ";
    }

    /** The application's code threw something. */
    void failed(ServedRequest request, Throwable cause) {
        LOG.error(route + request + " failed", cause);
    }

    /** Its answer is not one of HTTP. */
    void refused(ServedRequest request, String problem) {
        LOG.error(route + request + " failed: the application's answer cannot be sent: " + problem);
    }

    void late(ServedRequest request, long nanos) {
        LOG.error(route + request + " failed: no answer within " + TimeUnit.NANOSECONDS.toSeconds(nanos) + " s");
    }

    /** It holds up an event loop, although it was said never to block. Told once a minute at most. */
    void blocks(ServedRequest request, long nanos) {
        long now = System.nanoTime();
        if (now - lastBlock > TimeUnit.MINUTES.toNanos(1)) {
            lastBlock = now;
            LOG.warn(route + request + " blocked an event loop, and with it other clients, for "
                    + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms: remove blocking = no from the route");
        }
    }

    /** It cannot serve, or not any more. */
    void down(String problem, @Nullable Throwable cause) {
        if (cause == null) {
            LOG.error(route + problem);
        } else {
            LOG.error(route + problem, cause);
        }
    }

    void warn(String what) {
        LOG.warn(route + what);
    }

    static boolean isExit(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ExitException) {
                return true;
            }
        }
        return false;
    }

    /** The innermost cause, which says most, in one line. */
    static String inOneLine(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
        String line = root.getClass().getSimpleName() + ": " + message;
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
