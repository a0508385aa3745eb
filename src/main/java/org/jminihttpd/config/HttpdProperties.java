package org.jminihttpd.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole bound configuration.
 *
 * @param listeners in the order written: {@code listen}, {@code listen_ssl}, then {@code [management] listen}
 * @param certificate of the TLS listeners; null exactly if there is none
 * @param http2 whether TLS listeners offer HTTP/2 (ALPN)
 * @param hsts {@code max-age} of Strict-Transport-Security on TLS answers; zero means no such header
 * @param fastLane whether answers of often asked files are replayed behind the HTTP codec
 * @param maxThreads threads for blocking work (applications, Python); connections are not limited by it
 * @param limits what one client may cost
 * @param accessLog the access log
 * @param routes in the order written
 * @param environ environment of Python workers and properties of applications, by name
 * @param reload what has the configuration read again
 * @param management what the actuator tells of the running server
 * @param account who root becomes; null where nothing is said
 */
public record HttpdProperties(
        List<ListenerProperties> listeners,
        @Nullable CertificateProperties certificate,
        boolean http2,
        Duration hsts,
        boolean fastLane,
        int maxThreads,
        LimitProperties limits,
        AccessLogProperties accessLog,
        List<RouteEntry> routes,
        Map<String, String> environ,
        ReloadProperties reload,
        ManagementProperties management,
        @Nullable AccountProperties account) {

    /** Whether the actuator has listeners of its own. Asked for each request: no stream, which took 2 % of the time of a small file. */
    public boolean hasManagementListener() {
        for (ListenerProperties listener : listeners) {
            if (listener.purpose() == ListenerProperties.Purpose.MANAGEMENT) {
                return true;
            }
        }
        return false;
    }
}
