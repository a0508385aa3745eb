package org.jminihttpd.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.core.env.ConfigurableEnvironment;

/** Says what is wrong with a property of Boot: no such name, one that has no effect here, or a value of another type. */
final class BootSettingCheck {

    private final ConfigurableEnvironment environment;
    private final ClassLoader loader = BootSettingCheck.class.getClassLoader();
    private final BootMetadata metadata = BootMetadata.load(loader);

    BootSettingCheck(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    Optional<String> problem(String name, Setting setting) {
        if (name.startsWith("server.")) {
            return Optional.of(
                    "Properties of Boot's own server have no effect here. The keys of [server] are jminihttpd.server.*, for example --jminihttpd.server.listen=80.");
        }
        if (name.startsWith("management.server.")) {
            return Optional.of("Boot's management server has no place here. Use [management] listen.");
        }
        if (name.matches(
                "management\\.endpoint\\.health\\.(group\\..*additional-?path|probes\\.add-?additional-?paths)")) {
            return Optional.of("Health has no place outside the actuator's base path here.");
        }
        Optional<BootProperty> property = metadata.find(name);
        if (property.isEmpty()) {
            return Optional.of("%s is not a property of Spring Boot.".formatted(PrintableText.quoted(name))
                    + hint(name, setting.section().isEmpty() ? "" : setting.section() + "."));
        }
        if (property.get().removed()) {
            String instead = property.get().replacement();
            return Optional.of(
                    "Spring Boot has this property no more." + (instead.isEmpty() ? "" : " Use " + instead + "."));
        }
        try {
            String value = environment.resolveRequiredPlaceholders(setting.value());
            Optional<String> problem = BootValue.problem(property.get(), value, loader);
            return problem.isPresent() ? problem : valueProblem(property.get().name(), value);
        } catch (IllegalArgumentException unresolvable) {
            return Optional.of("A ${...} in the value names no property, or leads in a circle.");
        }
    }

    /** What Boot itself does not check, or finds out with a stack trace. */
    private static Optional<String> valueProblem(String name, String value) {
        try {
            switch (name) {
                case "management.endpoints.web.base-path" -> {
                    if (!value.matches("(/[A-Za-z0-9._~-]+)+")) { // an empty one would take all paths from the routes
                        return Optional.of("%s is not the base path of an actuator, for example /actuator."
                                .formatted(PrintableText.quoted(value)));
                    }
                }
                case "logging.file.name" -> WritableFile.parse(value);
                case "logging.file.path" -> WritableFile.parse(value + "/spring.log");
                case "logging.config" -> {
                    String file = value.startsWith("file:") ? value.substring(5) : value;
                    if (!value.startsWith("classpath:") && !Files.isReadable(Path.of(file))) {
                        return Optional.of("There is no file %s, or this user may not read it."
                                .formatted(PrintableText.quoted(file)));
                    }
                }
                default -> {}
            }
            return Optional.empty();
        } catch (IllegalArgumentException wrong) { // InvalidPathException is one
            return Optional.of(String.valueOf(wrong.getMessage()));
        }
    }

    /** Names are given as they stand: behind the name of the section, or as a whole. */
    private String hint(String name, String prefix) {
        String written = name.substring(prefix.length());
        String hint = Spelling.hint(written, behind(prefix, metadata.names()));
        if (!hint.isEmpty()) {
            return hint;
        }
        for (String map : behind(prefix, metadata.maps())) { // logging.level has names of any length below it
            int end = 0;
            for (int parts = map.split("\\.", -1).length; parts > 0 && end >= 0; parts--) {
                end = written.indexOf('.', end + 1);
            }
            if (end > 0
                    && Spelling.nearest(written.substring(0, end), List.of(map)).isPresent()) {
                return " Did you mean %s?".formatted(PrintableText.quoted(map + written.substring(end)));
            }
        }
        return "";
    }

    private static List<String> behind(String prefix, Collection<String> names) {
        return names.stream()
                .filter(candidate -> candidate.startsWith(prefix))
                .map(candidate -> candidate.substring(prefix.length()))
                .toList();
    }
}
