package org.jminihttpd.config;

/**
 * What the actuator tells of the running server, on listeners of {@code [management]} only.
 *
 * @param metrics whether answers are counted, for Prometheus ({@code [management] metrics})
 * @param status the page for people and the table of routes ({@code [management] status})
 */
public record ManagementProperties(boolean metrics, boolean status) {

    /** Nothing. */
    public static final ManagementProperties NONE = new ManagementProperties(false, false);
}
