package org.jminihttpd.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The keys of {@code [management]} that are ours; all others are Boot's. */
enum ManagementKey {
    LISTEN,
    METRICS,
    RELOAD,
    STATUS;

    /** As it is written. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As a property of Spring has it. */
    String property() {
        return "management." + key();
    }

    /** As a variable of the environment has it. */
    String variable() {
        return "MANAGEMENT_" + name();
    }

    static List<ManagementKey> all() {
        return Arrays.asList(values());
    }
}
