package org.jminihttpd.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/** What all property sources together say to us, as sections and keys; of two sources the stronger holds. */
final class Settings {

    private final Map<String, Map<String, Setting>> sections = new LinkedHashMap<>();
    private final Map<String, Map<String, Setting>> inherited = new LinkedHashMap<>();
    private final Map<String, Setting> headers = new LinkedHashMap<>();
    private final List<Setting> unusedDefaults = new ArrayList<>();
    private final List<ConfigProblem> problems = new ArrayList<>();

    private Settings() {}

    static Settings of(ConfigurableEnvironment environment) {
        Settings settings = new Settings();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> names) {
                for (String name : names.getPropertyNames()) {
                    PropertyName.parse(name, source).ifPresent(parsed -> settings.add(parsed, names, name));
                }
            }
        }
        return settings;
    }

    private void add(PropertyName name, EnumerablePropertySource<?> source, String property) {
        Object value = source.getProperty(property);
        String text = value == null ? "" : value.toString().strip();
        Setting setting = new Setting(name.section(), name.key(), text, PropertyName.origin(source, property));
        switch (name.kind()) {
            case KEY ->
                sections.computeIfAbsent(name.section(), s -> new LinkedHashMap<>())
                        .putIfAbsent(name.key(), setting);
            case INHERITED ->
                inherited
                        .computeIfAbsent(name.section(), s -> new LinkedHashMap<>())
                        .putIfAbsent(name.key(), setting);
            case HEADER -> headers.putIfAbsent(name.key(), setting);
            case UNUSED_DEFAULT -> unusedDefaults.add(setting);
            case PROBLEM -> problems.add(problem(setting));
        }
    }

    private static ConfigProblem problem(Setting setting) {
        String[] messageAndRead = setting.value().split("\n", 2);
        return new ConfigProblem(
                setting.origin(), messageAndRead.length > 1 ? messageAndRead[1] : "", messageAndRead[0]);
    }

    /** The keys of a section, without those of {@code [DEFAULT]}. */
    Map<String, Setting> section(String name) {
        return Collections.unmodifiableMap(sections.getOrDefault(name, Map.of()));
    }

    /** What a section takes from {@code [DEFAULT]}. */
    Map<String, Setting> inherited(String section) {
        return Collections.unmodifiableMap(inherited.getOrDefault(section, Map.of()));
    }

    @Nullable
    Setting find(String section, String key) {
        Setting own = section(section).get(key);
        return own != null ? own : inherited(section).get(key);
    }

    /** The names of all sections, also of empty ones. */
    Set<String> sections() {
        Set<String> names = new TreeSet<>(headers.keySet());
        names.addAll(sections.keySet());
        return names;
    }

    /** The header of a section in the INI file, if it stands there. */
    @Nullable
    Setting header(String section) {
        return headers.get(section);
    }

    /** Keys of {@code [DEFAULT]} to which no value refers. */
    List<Setting> unusedDefaults() {
        return List.copyOf(unusedDefaults);
    }

    /** Mistakes found before us: in the syntax of the file. */
    List<ConfigProblem> problems() {
        return List.copyOf(problems);
    }
}
