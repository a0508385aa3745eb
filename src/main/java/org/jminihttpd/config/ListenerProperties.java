package org.jminihttpd.config;

/**
 * One listener to bind.
 *
 * @param address where connections come from
 * @param tls whether connections are TLS ({@code listen_ssl})
 * @param purpose what it serves
 * @param setting the value it was read from, for messages
 */
public record ListenerProperties(ListenAddress address, boolean tls, Purpose purpose, Setting setting) {

    /** What a listener serves. */
    public enum Purpose {
        /** The configured routes. */
        SITE,
        /** The actuator endpoints only. */
        MANAGEMENT
    }
}
