package org.jminihttpd.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The access log.
 *
 * @param format how a line looks
 * @param file where lines go, absolute; null means standard output
 * @param setting the value it was read from, for messages; null for the default
 * @param routes those of routes that have one of their own, by the URL of the route
 * @param listeners those of listeners that have one of their own, for routes that have none
 */
public record AccessLogProperties(
        Format format,
        @Nullable Path file,
        @Nullable Setting setting,
        Map<String, AccessLogProperties> routes,
        Map<ListenAddress, AccessLogProperties> listeners) {

    /** That of all routes and listeners. */
    public AccessLogProperties(Format format, @Nullable Path file, @Nullable Setting setting) {
        this(format, file, setting, Map.of(), Map.of());
    }

    /** The log of a listener, as far as routes have none of their own. */
    public AccessLogProperties at(ListenAddress listener) {
        return listeners.getOrDefault(listener, this);
    }

    /** The log of an answer: that of its route or else of its listener or else of the server. */
    public AccessLogProperties at(ListenAddress listener, @Nullable String route) {
        AccessLogProperties own = route == null ? null : routes.get(route);
        return own != null ? own : at(listener);
    }

    /** The files that lines go to, of all routes and listeners. */
    public List<Path> files() {
        return Stream.of(Stream.of(this), routes.values().stream(), listeners.values().stream())
                .flatMap(logs -> logs)
                .flatMap(log -> Stream.ofNullable(log.file()))
                .filter(name -> !name.equals(SYSLOG))
                .distinct()
                .toList();
    }

    /** This for all routes and listeners but those that have one of their own. */
    AccessLogProperties with(
            List<RouteEntry> entries, Map<ListenAddress, AccessLogProperties> ofListeners, ConfigProblems problems) {
        Map<String, AccessLogProperties> own = new LinkedHashMap<>();
        for (RouteEntry entry : entries) {
            Setting option = entry.options().get(OPTION);
            try {
                if (option != null) {
                    own.put(entry.url(), parse(option));
                }
            } catch (IllegalArgumentException wrong) {
                problems.add(option, wrong.getMessage() + SectionReader.hint(option.value()));
            }
        }
        return new AccessLogProperties(format, file, setting, Map.copyOf(own), ofListeners);
    }

    /** One line for each answer, to standard output. */
    static final AccessLogProperties DEFAULT = new AccessLogProperties(Format.COMMON, null, null);

    /** The key of {@code [route URL]}, which every destination has, and of {@code [listen ADDRESS]}. */
    public static final String OPTION = "access_log";

    /** Where the log of the system takes its lines from. */
    public static final Path SYSLOG = Path.of("/dev/log");

    private static final String STANDARD_OUTPUT = "/dev/stdout";

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
     * Reads {@code common|combined|json|off}, optionally followed by the name of a file or {@code syslog}.
     *
     * @throws IllegalArgumentException with a sentence that says what would be right
     */
    static AccessLogProperties parse(Setting setting) {
        String[] words = setting.value().split("\\s+", 2);
        List<String> formats =
                Arrays.stream(Format.values()).map(AccessLogProperties::word).toList();
        int format = formats.indexOf(words[0]);
        if (format < 0) {
            throw new IllegalArgumentException("%s is not common, combined, json or off.%s"
                    .formatted(PrintableText.quoted(words[0]), Spelling.hint(words[0], formats)));
        }
        Format known = Format.values()[format];
        if (words.length == 1) {
            return new AccessLogProperties(known, null, setting);
        }
        if (known == Format.OFF) {
            throw new IllegalArgumentException("A log that is off has no file.");
        }
        if (words[1].equals("syslog")) {
            return new AccessLogProperties(known, SYSLOG, setting);
        }
        return words[1].equals(STANDARD_OUTPUT)
                ? new AccessLogProperties(known, null, setting)
                : new AccessLogProperties(known, WritableFile.parse(words[1]), setting);
    }

    private static String word(Format format) {
        return format.name().toLowerCase(Locale.ROOT);
    }
}
