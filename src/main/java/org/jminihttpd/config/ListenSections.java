package org.jminihttpd.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code [listen ADDRESS]}: what one listener of {@code listen} or {@code listen_ssl} has of its own. */
final class ListenSections {

    private static final String PREFIX = "listen ";
    private static final Set<String> KEYS = Set.of(AccessLogProperties.OPTION);

    private final Settings settings;
    private final List<ListenerProperties> listeners;
    private final ConfigProblems problems;
    private final Map<ListenAddress, String> seen = new HashMap<>();
    private final Map<ListenAddress, AccessLogProperties> logs = new HashMap<>();

    private ListenSections(Settings settings, List<ListenerProperties> listeners, ConfigProblems problems) {
        this.settings = settings;
        this.listeners = listeners;
        this.problems = problems;
    }

    /** The access logs of listeners that have one of their own. */
    static Map<ListenAddress, AccessLogProperties> logs(
            Settings settings, List<ListenerProperties> listeners, ConfigProblems problems) {
        ListenSections sections = new ListenSections(settings, listeners, problems);
        settings.sections().stream().filter(ListenSections::isOne).forEach(sections::read);
        return Map.copyOf(sections.logs);
    }

    static boolean isOne(String section) {
        return section.startsWith(PREFIX);
    }

    private void read(String section) {
        ListenAddress address = address(section);
        for (Setting setting : settings.section(section).values()) {
            if (!KEYS.contains(setting.key())) {
                problems.add(
                        setting,
                        "%s is not a key of [listen ADDRESS].".formatted(PrintableText.quoted(setting.key()))
                                + Spelling.hint(setting.key(), KEYS));
            }
        }
        AccessLogProperties log = new SectionReader(settings, section, problems)
                .readOwn(AccessLogProperties.OPTION, AccessLogProperties::parse);
        if (address != null && log != null) {
            logs.put(address, log);
        }
    }

    /** Null where there is no such listener, which is reported. */
    private @Nullable ListenAddress address(String section) {
        String text = section.substring(PREFIX.length());
        try {
            ListenAddress address = ListenAddressGrammar.parse(text);
            String twin = seen.putIfAbsent(address, section);
            if (twin != null) {
                report(section, "It is the listener of [%s], too.".formatted(PrintableText.of(twin)));
            } else if (listeners.stream()
                    .noneMatch(listener -> listener.address().equals(address))) {
                List<String> names = listeners.stream()
                        .map(listener -> listener.address().toString())
                        .toList();
                String there = names.isEmpty() ? "" : "; there are " + String.join(", ", names);
                report(section, "There is no listener %s%s.".formatted(PrintableText.quoted(text), there));
            } else {
                return address;
            }
        } catch (IllegalArgumentException wrong) {
            report(section, String.valueOf(wrong.getMessage()));
        }
        return null;
    }

    private void report(String section, String message) {
        Setting header = settings.header(section);
        Setting place = header != null
                ? header
                : settings.section(section).values().iterator().next();
        problems.add(new ConfigProblem(place.origin(), "[" + section + "]", message));
    }
}
