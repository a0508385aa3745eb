package org.jminihttpd.actuate;

/**
 * Which request paths belong to the actuator. Compared as the client sent them: a path that only becomes one of these when
 * normalised ({@code //actuator/health}, {@code /actuator;/env}) belongs to the routes.
 *
 * @param base {@code /actuator} unless {@code [management] endpoints.web.base-path} says otherwise
 */
public record ActuatorPath(String base) {

    /** Whether it is the base or below it. */
    public boolean covers(String path) {
        return isAtOrBelow(path, base);
    }

    /** Whether it is the health endpoint or below it. */
    public boolean coversHealth(String path) {
        return path.startsWith(base) && isAtOrBelow(path.substring(base.length()), "/health");
    }

    /** The segments below the health endpoint: a group or a component. */
    String[] belowHealth(String path) {
        String rest = path.substring((base + "/health").length());
        return rest.length() <= 1 ? new String[0] : rest.substring(1).split("/");
    }

    private static boolean isAtOrBelow(String path, String prefix) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
