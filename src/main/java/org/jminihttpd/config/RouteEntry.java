package org.jminihttpd.config;

import java.util.Map;

/**
 * One line of {@code [routes]} with the options of its {@code [route URL]} section.
 *
 * @param url as written; begins with {@code /}; ends with {@code /} exactly if it is a directory route
 * @param destination what it leads to
 * @param options by key, as written; which keys exist belongs to the destination type
 * @param setting the line itself, for messages
 */
public record RouteEntry(String url, Destination destination, Map<String, Setting> options, Setting setting) {

    /** Whether the route owns its descendants. */
    public boolean isDirectory() {
        return url.endsWith("/");
    }
}
