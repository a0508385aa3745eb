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

    /** More than a report shows, and bounded: a list of a megabyte may hold a hundred thousand mistakes. */
    private static final int LONGEST_VALUE = 1000;

    /** A problem with one setting. */
    public static ConfigProblem of(Setting setting, String message) {
        String value = setting.value();
        String shown = value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) : value;
        return new ConfigProblem(
                setting.origin(), "[%s] %s = %s".formatted(setting.section(), setting.key(), shown), message);
    }
}
