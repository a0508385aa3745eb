package org.jminihttpd.destination.files;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jminihttpd.config.Setting;
import org.jminihttpd.route.InvalidRouteException;
import org.jminihttpd.route.RouteOption;
import org.jspecify.annotations.Nullable;

/**
 * How one route serves its files.
 *
 * @param listsDirectories whether a directory without index file shows what is in it
 * @param index names tried in a directory, in this order
 * @param links which symbolic links are followed
 * @param servesHidden whether names that begin with a dot are served
 * @param cacheControl value of Cache-Control, or null for none
 */
record StaticOptions(
        boolean listsDirectories,
        List<String> index,
        SymlinkPolicy links,
        boolean servesHidden,
        @Nullable String cacheControl) {

    static final Set<String> KEYS = Set.of("listing", "index", "symlinks", "hidden", "cache_control");

    /**
     * Reads the options of a route.
     *
     * @throws InvalidRouteException if a value is wrong
     */
    static StaticOptions of(Map<String, Setting> options) {
        return new StaticOptions(
                RouteOption.isYes(options.get("listing"), true),
                index(options.get("index")),
                links(options.get("symlinks")),
                RouteOption.isYes(options.get("hidden"), false),
                fieldValue(options.get("cache_control")));
    }

    private static List<String> index(@Nullable Setting setting) {
        if (setting == null) {
            return List.of("index.html");
        }
        List<String> names = setting.value().isBlank()
                ? List.of()
                : List.of(setting.value().strip().split("[\\s,]+"));
        for (String name : names) {
            if (name.contains("/")
                    || name.equals(".")
                    || name.equals("..")
                    || name.chars().anyMatch(c -> c < ' ')) {
                throw new InvalidRouteException(setting, "must be file names, such as \"index.html index.htm\"");
            }
        }
        return names.stream().map(FileNames::encoded).toList();
    }

    private static SymlinkPolicy links(@Nullable Setting setting) {
        if (setting == null) {
            return SymlinkPolicy.INSIDE;
        }
        for (SymlinkPolicy policy : SymlinkPolicy.values()) {
            if (policy.name().equalsIgnoreCase(setting.value())) {
                return policy;
            }
        }
        String known = Stream.of(SymlinkPolicy.values())
                .map(policy -> policy.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        throw new InvalidRouteException(setting, "must be one of: " + known);
    }

    private static @Nullable String fieldValue(@Nullable Setting setting) {
        if (setting == null) {
            return null;
        }
        String value = setting.value().strip();
        if (value.isEmpty()
                || !value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) { // a line break would be a new field
            throw new InvalidRouteException(setting, "must be one line of ASCII, such as \"max-age=3600\"");
        }
        return value;
    }
}
