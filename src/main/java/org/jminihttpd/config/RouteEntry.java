package org.jminihttpd.config;

import java.util.Map;

/**
 * One line of {@code [routes]} with the options of its {@code [route URL]} and {@code [app URL]} sections.
 *
 * @param url as written; begins with {@code /}; ends with {@code /} exactly if it is a directory route
 * @param destination what it leads to
 * @param options by key, as written; which keys exist belongs to the destination type
 * @param properties of the application behind the route, by name; for the destination types that have them
 * @param setting the line itself, for messages
 */
public record RouteEntry(
        String url,
        Destination destination,
        Map<String, Setting> options,
        Map<String, Setting> properties,
        Setting setting) {

    /** A route without properties. */
    public RouteEntry(String url, Destination destination, Map<String, Setting> options, Setting setting) {
        this(url, destination, options, Map.of(), setting);
    }

    /** Whether the route owns its descendants. */
    public boolean isDirectory() {
        return url.endsWith("/");
    }
}
