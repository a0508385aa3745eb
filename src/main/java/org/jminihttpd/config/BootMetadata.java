package org.jminihttpd.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Every property Boot and its modules on the class path have, from their {@code spring-configuration-metadata.json}. */
final class BootMetadata {

    private final Map<String, BootProperty> properties = new HashMap<>();

    private BootMetadata() {}

    static BootMetadata load(ClassLoader loader) {
        BootMetadata metadata = new BootMetadata();
        try {
            for (URL url : Collections.list(loader.getResources("META-INF/spring-configuration-metadata.json"))) {
                try (InputStream in = url.openStream()) {
                    metadata.add(new MetadataJson(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException brokenJar) {
            throw new UncheckedIOException(brokenJar);
        }
        return metadata;
    }

    private void add(MetadataJson json) {
        while (json.hasMore()) {
            json.object(part -> {
                if (part.equals("properties")) {
                    json.array(() -> add(property(json)));
                } else {
                    json.skip();
                }
            });
        }
    }

    private void add(BootProperty property) {
        properties.merge(uniform(property.name()), property, (first, second) -> first.removed() ? second : first);
    }

    private static BootProperty property(MetadataJson json) {
        Map<String, String> texts = new HashMap<>();
        json.object(member -> {
            switch (member) {
                case "name", "type" -> texts.put(member, json.string());
                case "deprecation" ->
                    json.object(detail -> {
                        if (List.of("level", "replacement").contains(detail)) {
                            texts.put(detail, json.string());
                        } else {
                            json.skip();
                        }
                    });
                default -> json.skip();
            }
        });
        return new BootProperty(
                texts.getOrDefault("name", ""),
                texts.getOrDefault("type", ""),
                "error".equals(texts.get("level")),
                texts.getOrDefault("replacement", ""));
    }

    /** The property a name belongs to: itself, or the map or list it is an element of. */
    Optional<BootProperty> find(String name) {
        BootProperty exact = properties.get(uniform(name));
        if (exact != null) {
            return Optional.of(exact);
        }
        for (int end = name.length() - 1; end > 0; end--) {
            char c = name.charAt(end);
            if (c != '.' && c != '[') {
                continue;
            }
            BootProperty parent = properties.get(uniform(name.substring(0, end)));
            if (parent != null && (parent.isMap() || (c == '[' && parent.isList()))) {
                return Optional.of(parent.element());
            }
        }
        return Optional.empty();
    }

    /** Canonical names that are in use. */
    Collection<String> names() {
        return names(property -> true);
    }

    /** Those of them below which other names go on. */
    Collection<String> maps() {
        return names(BootProperty::isMap);
    }

    private Collection<String> names(Predicate<BootProperty> which) {
        return properties.values().stream()
                .filter(property -> !property.removed() && which.test(property))
                .map(BootProperty::name)
                .toList();
    }

    /** Boot's relaxed binding does not look at case, dashes and underscores. */
    private static String uniform(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }
}
