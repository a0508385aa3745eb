package org.jminihttpd.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;

/**
 * One mistake in the configuration.
 *
 * @param origin file and line, or null where there is none
 * @param read what was read, for example {@code [routes] /docs = statik:/srv/docs}
 * @param message what is wrong and what would be right
 */
public record ConfigProblem(@Nullable Origin origin, String read, String message) {

    /** A problem with one setting. */
    public static ConfigProblem of(Setting setting, String message) {
        return new ConfigProblem(
                setting.origin(), "[%s] %s = %s".formatted(setting.section(), setting.key(), setting.value()), message);
    }
}
