package org.jminihttpd.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Configurations that no file says. */
public final class TestProperties {

    private TestProperties() {}

    /** Listeners without routes, with short limits, and nothing else that can be switched on but HSTS. */
    public static HttpdProperties of(
            @Nullable CertificateProperties certificate, boolean http2, ListenerProperties... listeners) {
        return new HttpdProperties(
                List.of(listeners),
                certificate,
                http2,
                Duration.ofSeconds(31536000),
                true,
                20,
                new LimitProperties(Duration.ofSeconds(5), 8192, 1 << 20, 10000),
                new AccessLogProperties(AccessLogProperties.Format.OFF, null, null),
                List.of(),
                Map.of(),
                ReloadProperties.NONE,
                ManagementProperties.NONE,
                null);
    }
}
