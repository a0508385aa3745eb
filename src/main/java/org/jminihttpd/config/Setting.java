package org.jminihttpd.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;

/**
 * One configured value as it was written, and where.
 *
 * @param section the section as written, without brackets, for example {@code routes} or {@code route /docs/}
 * @param key the key as written
 * @param value the text of the value, trimmed
 * @param origin file and line, or null where the value has none (a default)
 */
public record Setting(
        String section, String key, String value, @Nullable Origin origin) {}
