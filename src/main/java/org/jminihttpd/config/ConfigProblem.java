package org.jminihttpd.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin.Location;
import org.springframework.core.io.FileSystemResource;

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

    /** The file, or where else it was read, for example {@code command line}; empty where there is no place. */
    public String file() {
        if (origin instanceof TextResourceOrigin text && text.getResource() instanceof FileSystemResource resource) {
            return resource.getPath();
        }
        return origin == null ? "" : origin.toString();
    }

    /** The line in the file, or 0 for none. */
    public int line() {
        Location location = origin instanceof TextResourceOrigin text ? text.getLocation() : null;
        return location == null ? 0 : location.getLine() + 1;
    }

    /** A problem with one setting. */
    public static ConfigProblem of(Setting setting, String message) {
        String value = setting.value();
        String shown = value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) : value;
        return new ConfigProblem(
                setting.origin(), "[%s] %s = %s".formatted(setting.section(), setting.key(), shown), message);
    }
}
