package org.jminihttpd.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The access log.
 *
 * @param format how a line looks
 * @param file where lines go; null means standard output
 */
public record AccessLogProperties(Format format, @Nullable Path file) {

    /** How a line looks. */
    public enum Format {
        /** NCSA common log format. */
        COMMON,
        /** NCSA combined: common with referrer and user agent. */
        COMBINED,
        /** One JSON object for each line. */
        JSON,
        /** No lines at all. */
        OFF
    }
}
