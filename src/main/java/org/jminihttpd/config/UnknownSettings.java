package org.jminihttpd.config;

import java.util.List;
import java.util.Set;

/** Reports what no part of the server would look at: sections and keys with a wrong name. */
final class UnknownSettings {

    /** Sections whose keys are names the user chooses, or are checked by others. */
    private static final Set<String> FREE_SECTIONS = Set.of("routes", "environ", "logging", "management", "spring");

    private static final List<String> SECTION_NAMES =
            List.of("server", "routes", "environ", "logging", "management", "spring", "DEFAULT");

    private final Settings settings;
    private final ConfigProblems problems;

    UnknownSettings(Settings settings, ConfigProblems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    void report() {
        for (String section : settings.sections()) {
            if (section.equals("server")) {
                reportServerKeys();
            } else if (!FREE_SECTIONS.contains(section)
                    && !section.matches("(route|app) /.*")
                    && !ListenSections.isOne(section)) {
                reportSection(section);
            }
        }
        settings.unusedDefaults().forEach(this::reportUnused);
    }

    private void reportServerKeys() {
        List<String> keys = ServerKey.keys();
        settings.section("server").values().stream()
                .filter(setting -> !keys.contains(setting.key()))
                .forEach(setting -> problems.add(
                        setting,
                        "%s is not a key of [server].".formatted(PrintableText.quoted(setting.key()))
                                + Spelling.hint(setting.key(), keys)));
    }

    private void reportSection(String section) {
        String message = message(section);
        Setting header = settings.header(section);
        if (header != null) {
            problems.add(new ConfigProblem(header.origin(), "[" + section + "]", message));
            return;
        }
        settings.section(section).values().forEach(setting -> problems.add(setting, message));
    }

    private static String message(String section) {
        if (section.equals("route") || section.equals("app")) {
            return "The URL of the route is missing, for example [%s /docs/].".formatted(section);
        }
        if (section.equals("listen")) {
            return "The address of the listener is missing, for example [listen 127.0.0.1:8080].";
        }
        String message = "%s is not a section.".formatted(PrintableText.quoted(section));
        if (section.startsWith("routes /")) {
            return message + " Did you mean %s?".formatted(PrintableText.quoted(section.replaceFirst("s", "")));
        }
        return section.startsWith("route ") || section.startsWith("app ")
                ? "The URL of a route begins with \"/\", for example [%s /docs/]."
                        .formatted(section.substring(0, section.indexOf(' ')))
                : message + Spelling.hint(section, SECTION_NAMES);
    }

    private void reportUnused(Setting setting) {
        String key = setting.key();
        boolean taken = (ServerKey.keys().contains(key) && settings.header("server") != null)
                || (key.startsWith("/") && settings.header("routes") != null)
                || settings.header("environ") != null;
        if (!taken) {
            problems.add(
                    setting,
                    "No section has such a key, and no value refers to %%(%s)s.".formatted(PrintableText.of(key))
                            + Spelling.hint(key, ServerKey.keys()));
        }
    }
}
