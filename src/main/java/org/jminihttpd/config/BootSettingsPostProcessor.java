package org.jminihttpd.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.Ordered;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Passes the keys of {@code [logging]}, {@code [management]} and {@code [spring]} on to Boot as {@code logging.*} and so on,
 * once all of them, and the properties of the command line, were found right.
 *
 * <p>Boot reads them long before the site's configuration is complete, and ends the start at the first mistake. So if there
 * is one nothing is passed on, and the mistakes join the report.
 */
public final class BootSettingsPostProcessor implements EnvironmentPostProcessor, Ordered {

    private static final List<String> SECTIONS = List.of("logging", "management", "spring");

    /** Keys of these sections that are not Boot's. */
    private static final Set<String> OURS =
            ManagementKey.all().stream().map(ManagementKey::property).collect(Collectors.toSet());

    /** Behind the INI file, before Boot reads its own files. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER - 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Setting> passed = passed(Settings.of(environment));
        Map<String, Setting> checked = new LinkedHashMap<>(passed);
        checked.putAll(commandLine(environment));
        if (checked.isEmpty()) {
            return; // and the metadata need not be read
        }
        Map<String, Object> values = new LinkedHashMap<>();
        passed.forEach((name, setting) -> values.put(name, tracked(setting.value(), setting)));
        put(environment, values);
        Map<String, Object> problems = problems(environment, checked);
        if (!problems.isEmpty()) {
            put(environment, problems);
        }
    }

    /** What is passed on to Boot, by the name of the property. */
    public static Map<String, Setting> passed(ConfigurableEnvironment environment) {
        return passed(Settings.of(environment));
    }

    private static Map<String, Setting> passed(Settings settings) {
        Map<String, Setting> passed = new LinkedHashMap<>();
        for (String section : SECTIONS) {
            settings.section(section).forEach((key, setting) -> passed.put(section + "." + key, setting));
        }
        OURS.forEach(passed::remove);
        return passed;
    }

    /** What the command line says to Boot itself. (Environment variables may be there for others.) */
    private static Map<String, Setting> commandLine(ConfigurableEnvironment environment) {
        Map<String, Setting> said = new LinkedHashMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof CommandLinePropertySource<?> commandLine) {
                for (String name : commandLine.getPropertyNames()) {
                    if (!name.startsWith("jminihttpd.") && !OURS.contains(name)) {
                        String value = String.valueOf(commandLine.getProperty(name));
                        said.put(name, new Setting("", name, value, PropertyName.origin(source, name)));
                    }
                }
            }
        }
        return said;
    }

    private static Map<String, Object> problems(ConfigurableEnvironment environment, Map<String, Setting> settings) {
        BootSettingCheck check = new BootSettingCheck(environment);
        Map<String, Object> problems = new LinkedHashMap<>();
        settings.forEach((name, setting) -> check.problem(name, setting)
                .ifPresent(message -> problems.put(
                        "jminihttpd.ini-problem[%s]".formatted(name),
                        tracked(message + "\n" + read(setting, message), setting))));
        return problems;
    }

    private static String read(Setting setting, String message) {
        return setting.section().isEmpty()
                ? "--%s=%s".formatted(setting.key(), setting.value())
                : ConfigProblem.of(setting, message).read();
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
