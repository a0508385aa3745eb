package org.jminihttpd.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The keys of {@code [server]}. */
enum ServerKey {
    ACCESS_LOG,
    FAST_LANE,
    GROUP,
    HSTS,
    HTTP2,
    LISTEN,
    LISTEN_SSL,
    MAX_BODY,
    MAX_CONNECTIONS,
    MAX_HEADER,
    MAX_THREADS,
    SSL_CERT,
    SSL_KEY,
    TIMEOUT,
    USER,
    WATCH;

    /** As it is written. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The key a relaxed name of Spring means: {@code listenSsl}, {@code listen-ssl}, {@code LISTENSSL}; else the name. */
    static String relaxed(String name) {
        String letters = letters(name);
        return keys().stream()
                .filter(key -> letters(key).equals(letters))
                .findFirst()
                .orElse(name);
    }

    private static String letters(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(ServerKey::key).toList();
    }
}
