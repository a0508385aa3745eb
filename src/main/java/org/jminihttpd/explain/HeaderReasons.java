package org.jminihttpd.explain;

import java.util.Locale;
import java.util.Map;
import org.jminihttpd.config.ConfigProblem;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.config.Setting;
import org.jspecify.annotations.Nullable;

/** Why an answer has its header fields. */
final class HeaderReasons {

    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("accept-ranges", "ranges of a file can be asked for"),
            Map.entry("allow", "the methods that there are"),
            Map.entry("cache-control", "a listing has nothing to be validated by"),
            Map.entry("content-length", "bytes of the body"),
            Map.entry("content-security-policy", "whatever files are called, nothing in a listing runs"),
            Map.entry("content-type", "by the suffix of the name, or the page the server makes"),
            Map.entry("date", "when it was made"),
            Map.entry("etag", "changes with the file"),
            Map.entry("last-modified", "the time of the file"),
            Map.entry("location", "where the client goes on"),
            Map.entry("transfer-encoding", "the length is not known before the end"),
            Map.entry("vary", "programs that ask for it get JSON"),
            Map.entry("x-content-type-options", "browsers must not guess another type"));

    private final HttpdProperties properties;
    private final @Nullable RouteEntry route;

    HeaderReasons(HttpdProperties properties, @Nullable RouteEntry route) {
        this.properties = properties;
        this.route = route;
    }

    /** Empty if nobody knows. */
    String reason(String name, String value) {
        String key = name.toLowerCase(Locale.ROOT);
        if (key.equals("strict-transport-security")) {
            return "[server] hsts = " + properties.hsts().toSeconds() + " seconds";
        }
        Setting option = route == null ? null : route.options().get(key.replace('-', '_'));
        return option != null && option.value().equals(value) ? place(option) : REASONS.getOrDefault(key, "");
    }

    /** With its line, as a report has it. */
    static String place(Setting setting) {
        ConfigProblem place = ConfigProblem.of(setting, "");
        String where = place.line() == 0 ? place.file() : place.file() + ":" + place.line();
        return (where.isEmpty() ? "" : where + ": ") + place.read();
    }
}
