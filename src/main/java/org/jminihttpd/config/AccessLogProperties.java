package org.jminihttpd.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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

    /**
     * Reads {@code common|combined|json|off}, optionally followed by the name of a file.
     *
     * @throws IllegalArgumentException with a sentence that says what would be right
     */
    static AccessLogProperties parse(String text) {
        String[] words = text.split("\\s+", 2);
        Format format = Arrays.stream(Format.values())
                .filter(candidate -> candidate.name().toLowerCase(Locale.ROOT).equals(words[0]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s is not common, combined, json or off.%s"
                        .formatted(
                                PrintableText.quoted(words[0]),
                                Spelling.hint(words[0], List.of("common", "combined", "json", "off")))));
        if (words.length == 1) {
            return new AccessLogProperties(format, null);
        }
        if (format == Format.OFF) {
            throw new IllegalArgumentException("A log that is off has no file.");
        }
        return new AccessLogProperties(format, file(words[1]));
    }

    private static Path file(String name) {
        try {
            Path file = Path.of(name).toAbsolutePath();
            Path directory = file.getParent();
            if (Files.isDirectory(file) || directory == null || !Files.isDirectory(directory)) {
                throw new IllegalArgumentException(
                        "%s is not a file in a directory that exists.".formatted(PrintableText.quoted(name)));
            }
            return file;
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException(
                    "%s is not the name of a file.".formatted(PrintableText.quoted(name)), invalid);
        }
    }
}
