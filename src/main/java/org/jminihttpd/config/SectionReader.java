package org.jminihttpd.config;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the simple keys of one section; a wrong value is reported, and its default taken so that reading can go on. */
final class SectionReader {

    private final Settings settings;
    private final String section;
    private final ConfigProblems problems;

    SectionReader(Settings settings, String section, ConfigProblems problems) {
        this.settings = settings;
        this.section = section;
        this.problems = problems;
    }

    /** configparser, and so we, know no comments behind a value. */
    static String hint(String value) {
        return value.matches("(?s).*(^|\\s)[#;].*") ? " A comment needs a line of its own." : "";
    }

    @Nullable
    Setting find(String key) {
        return settings.find(section, key);
    }

    /**
     * The value of a key.
     *
     * @param grammar throws IllegalArgumentException with a sentence that says what would be right
     */
    <T> T read(String key, T fallback, Function<String, T> grammar) {
        return readSetting(key, fallback, setting -> grammar.apply(setting.value()));
    }

    /** As {@link #read}, for a value that remembers where it came from. */
    <T> T readSetting(String key, T fallback, Function<Setting, T> grammar) {
        T value = readIfThere(find(key), grammar);
        return value == null ? fallback : value;
    }

    /** As {@link #readSetting}, but not from {@code [DEFAULT]}; null where there is no value, or a wrong one. */
    <T> @Nullable T readOwn(String key, Function<Setting, T> grammar) {
        return readIfThere(settings.section(section).get(key), grammar);
    }

    private <T> @Nullable T readIfThere(@Nullable Setting setting, Function<Setting, T> grammar) {
        if (setting == null) {
            return null;
        }
        try {
            if (setting.value().isEmpty()) {
                throw new IllegalArgumentException("The value is missing.");
            }
            return grammar.apply(setting);
        } catch (IllegalArgumentException wrong) {
            problems.add(setting, wrong.getMessage() + hint(setting.value()));
            return null;
        }
    }
}
