package org.jminihttpd.reload;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jminihttpd.config.BootSettingsPostProcessor;
import org.jminihttpd.config.ConfigProblem;
import org.jminihttpd.config.ConfigProblemsFailureAnalyzer;
import org.jminihttpd.config.Setting;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What the file says to Spring Boot, in [logging], [management] and [spring]. Boot reads most of it only at its start; log
 * levels are changed at once.
 */
final class BootSettings {

    private static final String LEVEL = "logging.level.";

    /** Loggers; web and sql are groups of Boot's. */
    private static final Pattern LOGGER = Pattern.compile("logging\\.level\\.(?!(web|sql)$).+");

    private final Map<String, Setting> started;
    private ConfigurableEnvironment current;

    /** @param started what Boot has read */
    BootSettings(ConfigurableEnvironment started) {
        this.started = BootSettingsPostProcessor.passed(started);
        this.current = started;
    }

    /** Puts into effect what can be, and tells what cannot. */
    List<String> turnTo(ConfigurableEnvironment next) {
        Map<String, Setting> now = BootSettingsPostProcessor.passed(next);
        Set<String> names = new TreeSet<>(started.keySet());
        names.addAll(now.keySet());
        names.addAll(BootSettingsPostProcessor.passed(current).keySet());
        List<String> needRestart = new ArrayList<>();
        for (String name : names) {
            Setting before = started.get(name);
            Setting after = now.get(name);
            if (LOGGER.matcher(name).matches()) {
                setLevel(name, current.getProperty(name), next.getProperty(name));
            } else if (!Objects.equals(value(before), value(after))) {
                needRestart.add(warning(before, after));
            }
        }
        current = next;
        return needRestart;
    }

    private static void setLevel(String name, @Nullable String before, @Nullable String after) {
        if (!Objects.equals(before, after)) { // else it may have been changed by hand, through the actuator
            LoggingSystem.get(BootSettings.class.getClassLoader())
                    .setLogLevel(name.substring(LEVEL.length()), after == null ? null : level(after));
        }
    }

    private static LogLevel level(String text) {
        return text.equalsIgnoreCase("false") ? LogLevel.OFF : LogLevel.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static @Nullable String value(@Nullable Setting setting) {
        return setting == null ? null : setting.value();
    }

    private static String warning(@Nullable Setting before, @Nullable Setting after) {
        Setting place = Objects.requireNonNull(after == null ? before : after);
        return ConfigProblemsFailureAnalyzer.report(List.of(ConfigProblem.of(
                place,
                after == null
                        ? "It was removed, which takes effect when the server is restarted."
                        : "It was changed, which takes effect when the server is restarted.")));
    }
}
