package org.jminihttpd.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * Passes the keys of {@code [logging]}, {@code [management]} and {@code [spring]} on to Boot as {@code logging.*} and so on,
 * once all of them were found right.
 *
 * <p>Boot reads them long before the site's configuration is complete, and ends the start at the first mistake. So if there
 * is one nothing is passed on, and the mistakes join the report.
 */
public final class BootSettingsPostProcessor implements EnvironmentPostProcessor, Ordered {

    private static final List<String> SECTIONS = List.of("logging", "management", "spring");

    /** Behind the INI file, before Boot reads its own files. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER - 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Settings settings = Settings.of(environment);
        Map<String, Setting> passed = new LinkedHashMap<>();
        for (String section : SECTIONS) {
            settings.section(section).forEach((key, setting) -> passed.put(section + "." + key, setting));
        }
        passed.remove("management.listen");
        if (passed.isEmpty()) {
            return; // and the metadata need not be read
        }
        Map<String, Object> values = new LinkedHashMap<>();
        passed.forEach((name, setting) -> values.put(name, tracked(setting.value(), setting)));
        put(environment, values);
        Map<String, Object> problems = problems(environment, passed);
        if (!problems.isEmpty()) {
            put(environment, problems);
        }
    }

    private static Map<String, Object> problems(ConfigurableEnvironment environment, Map<String, Setting> passed) {
        ClassLoader loader = BootSettingsPostProcessor.class.getClassLoader();
        BootMetadata metadata = BootMetadata.load(loader);
        Map<String, Object> problems = new LinkedHashMap<>();
        passed.forEach((name, setting) -> problem(environment, metadata, name, setting)
                .ifPresent(message -> problems.put(
                        "jminihttpd.ini-problem[%s]".formatted(name),
                        tracked(
                                message + "\n"
                                        + ConfigProblem.of(setting, message).read(),
                                setting))));
        return problems;
    }

    private static Optional<String> problem(
            ConfigurableEnvironment environment, BootMetadata metadata, String name, Setting setting) {
        Optional<BootProperty> property = metadata.find(name);
        if (property.isEmpty()) {
            return Optional.of(unknown(metadata, name, setting));
        }
        if (property.get().removed()) {
            String instead = property.get().replacement();
            return Optional.of(
                    "Spring Boot has this property no more." + (instead.isEmpty() ? "" : " Use " + instead + "."));
        }
        try {
            String value = environment.resolveRequiredPlaceholders(setting.value());
            return BootValue.problem(property.get(), value, metadata.getClass().getClassLoader());
        } catch (IllegalArgumentException unresolvable) {
            return Optional.of("A ${...} in the value names no property, or leads in a circle.");
        }
    }

    private static String unknown(BootMetadata metadata, String name, Setting setting) {
        String prefix = setting.section() + ".";
        List<String> keys = metadata.names().stream()
                .filter(candidate -> candidate.startsWith(prefix))
                .map(candidate -> candidate.substring(prefix.length()))
                .toList();
        return "%s is not a property of Spring Boot.".formatted(PrintableText.quoted(name))
                + Spelling.hint(setting.key(), keys);
    }

    private static void put(ConfigurableEnvironment environment, Map<String, Object> values) {
        OriginTrackedMapPropertySource source =
                new OriginTrackedMapPropertySource("INI file: [logging], [management], [spring]", values, true);
        MutablePropertySources sources = environment.getPropertySources();
        if (sources.contains(source.getName())) {
            sources.replace(source.getName(), source);
        } else if (sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
            sources.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, source);
        } else {
            sources.addLast(source);
        }
    }

    private static Object tracked(String value, Setting setting) {
        @Nullable OriginTrackedValue tracked = OriginTrackedValue.of(value, setting.origin());
        return Objects.requireNonNull(tracked);
    }
}
