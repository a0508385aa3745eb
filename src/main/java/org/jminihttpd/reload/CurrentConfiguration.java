package org.jminihttpd.reload;

import org.jminihttpd.config.HttpdProperties;

/** The configuration in effect. */
public final class CurrentConfiguration {

    private volatile HttpdProperties properties;

    public CurrentConfiguration(HttpdProperties first) {
        this.properties = first;
    }

    public HttpdProperties properties() {
        return properties;
    }

    void use(HttpdProperties next) {
        properties = next;
    }
}
