package org.jminihttpd.config;

/**
 * What has the configuration read again, beside the signal HUP.
 *
 * @param watch a change of the file ({@code [server] watch})
 * @param endpoint a POST to the actuator's {@code reload}, on listeners of {@code [management]} only
 *     ({@code [management] reload})
 */
public record ReloadProperties(boolean watch, boolean endpoint) {

    /** Nothing. */
    public static final ReloadProperties NONE = new ReloadProperties(false, false);
}
