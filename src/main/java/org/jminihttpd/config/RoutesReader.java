package org.jminihttpd.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code [routes]}, {@code [route URL]} and {@code [app URL]}. Which types and options there are is for {@code route} to say. */
final class RoutesReader {

    private static final String OPTIONS = "route ";
    private static final String PROPERTIES = "app ";

    private final Settings settings;
    private final ConfigProblems problems;
    private final Map<String, RouteEntry> routes = new LinkedHashMap<>();
    private final Map<String, Setting> seen = new HashMap<>();

    private RoutesReader(Settings settings, ConfigProblems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    static List<RouteEntry> read(Settings settings, ConfigProblems problems) {
        RoutesReader reader = new RoutesReader(settings, problems);
        settings.inherited("routes").values().stream()
                .filter(setting -> setting.key().startsWith("/"))
                .forEach(reader::add);
        settings.section("routes").values().stream()
                .filter(setting -> !isOfAnotherSection(setting, settings))
                .forEach(reader::add);
        reader.checkOptions();
        return List.copyOf(reader.routes.values());
    }

    /** {@code [routes /x/] key}, a mistake reported elsewhere, has the property name of {@code [routes] /x/][key}. */
    private static boolean isOfAnotherSection(Setting setting, Settings settings) {
        int between = setting.key().lastIndexOf("][");
        return between >= 0 && settings.header("routes " + setting.key().substring(0, between)) != null;
    }

    private void add(Setting setting) {
        String url = setting.key();
        Setting earlier = seen.putIfAbsent(url.endsWith("/") ? url.substring(0, url.length() - 1) : url, setting);
        String message = urlProblem(url);
        if (message == null && earlier != null) {
            message = "There is a route %s already; /x and /x/ may not both be routes."
                    .formatted(PrintableText.quoted(earlier.key()));
        }
        if (message != null) {
            problems.add(setting, message);
        }
        try {
            Destination destination = destination(setting.value());
            if (message != null) {
                return;
            }
            routes.put(
                    url,
                    new RouteEntry(
                            url,
                            destination,
                            settings.section(OPTIONS + url),
                            settings.section(PROPERTIES + url),
                            setting));
        } catch (IllegalArgumentException wrong) {
            problems.add(setting, String.valueOf(wrong.getMessage()));
        }
    }

    private static @Nullable String urlProblem(String url) {
        if (!url.startsWith("/")) {
            return "The URL of a route begins with \"/\". Did you mean %s?".formatted(PrintableText.quoted("/" + url));
        }
        if (url.contains("//")) {
            return "A URL with \"//\" in it never matches. Did you mean %s?"
                    .formatted(PrintableText.quoted(url.replaceAll("//+", "/")));
        }
        String closed = url + "/";
        if (closed.contains("/./") || closed.contains("/../")) {
            return "A URL with \"/./\" or \"/../\" in it never matches.";
        }
        return null;
    }

    private static Destination destination(String value) {
        int colon = value.indexOf(':');
        String type = value.substring(0, Math.max(colon, 0)).strip();
        String argument = value.substring(colon + 1).strip();
        if (colon < 0 && value.startsWith("/")) {
            throw new IllegalArgumentException("The type of the destination is missing. Did you mean %s?"
                    .formatted(PrintableText.quoted("static:" + value)));
        }
        if (!type.matches("[A-Za-z][A-Za-z0-9_-]*")) {
            throw new IllegalArgumentException("A destination is TYPE:ARGUMENT, for example static:/var/www/html/.");
        }
        if (argument.isEmpty()) {
            throw new IllegalArgumentException("Nothing follows \"%s:\".".formatted(type));
        }
        return new Destination(type, argument);
    }

    private void checkOptions() {
        for (String section : settings.sections()) {
            boolean ofRoute = section.startsWith(OPTIONS) || section.startsWith(PROPERTIES);
            String url = ofRoute ? section.substring(section.indexOf(' ') + 1) : "";
            if (!url.startsWith("/") || settings.find("routes", url) != null) {
                continue;
            }
            Setting header = settings.header(section);
            Setting place = header != null
                    ? header
                    : settings.section(section).values().iterator().next();
            problems.add(new ConfigProblem(
                    place.origin(),
                    "[" + section + "]",
                    "There is no route %s.".formatted(PrintableText.quoted(url))
                            + Spelling.hint(url, routes.keySet())));
        }
    }
}
