package org.jminihttpd.config;

import java.time.Duration;

/**
 * What one client may cost.
 *
 * @param timeout deadline for a whole request head and a TLS handshake, for progress of a body or a response, and for an
 *     idle connection; at least 2 seconds
 * @param maxHeader bytes of all header fields of a request (431 above); the request line has the same bound (414)
 * @param maxBody bytes of a request body (413 above)
 * @param maxConnections connections of the whole process, no more than its limit of open files has room for; further
 *     ones are refused
 */
public record LimitProperties(Duration timeout, int maxHeader, long maxBody, int maxConnections) {

    /** Whether one connection has the same limits. */
    public boolean areTheSameForAConnection(LimitProperties other) {
        return timeout.equals(other.timeout) && maxHeader == other.maxHeader && maxBody == other.maxBody;
    }
}
