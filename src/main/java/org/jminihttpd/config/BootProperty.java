package org.jminihttpd.config;

/**
 * What Boot's metadata says of one property.
 *
 * @param name in its canonical form
 * @param type Java type of the value, as javac prints it; empty if unknown
 * @param removed whether Boot knows the name only to refuse it
 * @param replacement the name to use instead, or empty
 */
record BootProperty(String name, String type, boolean removed, String replacement) {

    /** Whether names go on below this one: {@code logging.level} has {@code logging.level.org.foo}. */
    boolean isMap() {
        return type.startsWith("java.util.Map<");
    }

    boolean isList() {
        return type.endsWith("[]") || type.matches("java\\.util\\.(List|Set|Collection)<.*");
    }

    /** The type of what a map or list holds. */
    BootProperty element() {
        String inner = type.endsWith("[]")
                ? type.substring(0, type.length() - 2)
                : type.substring(type.indexOf(isMap() ? ',' : '<') + 1, type.length() - 1);
        return new BootProperty(name, inner, removed, replacement);
    }
}
