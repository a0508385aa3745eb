package org.jminihttpd.config;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.logging.LogLevel;
import org.springframework.core.convert.ConversionException;
import org.springframework.util.unit.DataSize;

/** Checks values of Boot's properties against the type its metadata names, as far as that type is simple. */
final class BootValue {

    private static final Map<String, Class<?>> SIMPLE = Map.of(
            "java.lang.Boolean", Boolean.class,
            "java.lang.Integer", Integer.class,
            "java.lang.Long", Long.class,
            "java.lang.Double", Double.class,
            "java.lang.Float", Float.class,
            "java.time.Duration", Duration.class,
            "java.nio.charset.Charset", Charset.class,
            "org.springframework.util.unit.DataSize", DataSize.class);

    private BootValue() {}

    /** What is wrong with a value, if anything. */
    static Optional<String> problem(BootProperty property, String value, ClassLoader loader) {
        if (property.name().equals("logging.level")) {
            return value.equalsIgnoreCase("false") ? Optional.empty() : problem(LogLevel.class, value);
        }
        if (property.isList()) {
            BootProperty element = property.element();
            return Arrays.stream(value.split(",", 0))
                    .map(String::strip)
                    .filter(text -> !text.equals("*")) // "all of them" in the lists of the actuator
                    .flatMap(text -> problem(element, text, loader).stream())
                    .findFirst();
        }
        Class<?> simple = SIMPLE.get(property.type());
        return simple != null ? problem(simple, value) : enumProblem(property.type(), value, loader);
    }

    private static Optional<String> enumProblem(String type, String value, ClassLoader loader) {
        if (type.isEmpty() || type.contains("<")) {
            return Optional.empty();
        }
        try {
            Class<?> loaded = Class.forName(type, false, loader);
            return loaded.isEnum() ? problem(loaded, value) : Optional.empty();
        } catch (ClassNotFoundException | LinkageError absent) {
            return Optional.empty(); // of a library this server does not carry
        }
    }

    private static Optional<String> problem(Class<?> type, String value) {
        try {
            ApplicationConversionService.getSharedInstance().convert(value, type);
            return value.isEmpty() ? Optional.of("The value is missing.") : Optional.empty();
        } catch (ConversionException wrong) {
            return Optional.of("%s is not %s".formatted(PrintableText.quoted(value), expected(type, value)));
        }
    }

    private static String expected(Class<?> type, String value) {
        if (type == Boolean.class) {
            return "true or false.";
        }
        if (type == Duration.class) {
            return "a duration, for example 500ms, 10s or 5m.";
        }
        if (type == Charset.class) {
            return "a character encoding, for example UTF-8.";
        }
        if (type == DataSize.class) {
            return "a size, for example 64KB or 10MB.";
        }
        if (!type.isEnum()) {
            return "a number.";
        }
        List<String> words = Arrays.stream(type.getEnumConstants())
                .map(constant ->
                        ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        return "one of " + String.join(", ", words) + "." + Spelling.hint(value, words);
    }
}
