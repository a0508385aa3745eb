package org.jminihttpd.config;

import java.util.Locale;
import java.util.Optional;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The name of a Spring property translated back into section and key.
 *
 * <p>{@code jminihttpd.server.listen-ssl} and {@code JMINIHTTPD_SERVER_LISTEN_SSL} are {@code [server] listen_ssl};
 * {@code jminihttpd.routes[/x]} is {@code [routes] /x}; {@code jminihttpd.route[/x/][listing]} is {@code [route /x/] listing}.
 *
 * @param kind what the property holds
 * @param section as in the INI file, without brackets
 * @param key as in the INI file
 */
record PropertyName(Kind kind, String section, String key) {

    enum Kind {
        /** The value of a key. */
        KEY,
        /** The value a section takes from {@code [DEFAULT]}. */
        INHERITED,
        /** A section header of the INI file; the key is its name. */
        HEADER,
        /** A key of {@code [DEFAULT]} to which no value refers. */
        UNUSED_DEFAULT,
        /** A mistake in the syntax of the file. */
        PROBLEM
    }

    private static final String PREFIX = "jminihttpd.";
    private static final String INI_PREFIX = "jminihttpd.ini-";
    private static final String ENVIRONMENT_PREFIX = "JMINIHTTPD_SERVER_";

    /** Nothing if the property is not for us. */
    static Optional<PropertyName> parse(String name, PropertySource<?> source) {
        for (ManagementKey ours : ManagementKey.all()) {
            if (name.equals(ours.property())
                    || (source instanceof SystemEnvironmentPropertySource && name.equals(ours.variable()))) {
                return Optional.of(new PropertyName(Kind.KEY, "management", ours.key()));
            }
        }
        if (source instanceof SystemEnvironmentPropertySource) {
            return ofEnvironment(name, source);
        }
        if (name.equals("jminihttpd.config") || !name.startsWith(PREFIX)) {
            return Optional.empty(); // an INI section with an odd name is reported by its header
        }
        if (name.startsWith(INI_PREFIX)) {
            return Optional.of(ofIniFile(name.substring(INI_PREFIX.length())));
        }
        return Optional.of(ofPath(Kind.KEY, name.substring(PREFIX.length())));
    }

    /** Where the value stands, in words for a message. */
    static Origin origin(PropertySource<?> source, String property) {
        if (source instanceof SystemEnvironmentPropertySource) {
            return new NamedOrigin("environment");
        }
        if (source instanceof CommandLinePropertySource) {
            return new NamedOrigin("command line");
        }
        if (source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
            return new NamedOrigin("system properties");
        }
        Origin origin = OriginLookup.getOrigin(source, property);
        return origin != null ? origin : new NamedOrigin(source.getName());
    }

    private static Optional<PropertyName> ofEnvironment(String name, PropertySource<?> source) {
        if (!name.startsWith(ENVIRONMENT_PREFIX) || isServiceLink(name, source)) {
            return Optional.empty();
        }
        String key =
                ServerKey.relaxed(name.substring(ENVIRONMENT_PREFIX.length()).toLowerCase(Locale.ROOT));
        return Optional.of(new PropertyName(Kind.KEY, "server", key));
    }

    /** Kubernetes sets such variables unasked, for a service called jminihttpd-server. */
    private static boolean isServiceLink(String name, PropertySource<?> source) {
        return name.matches(ENVIRONMENT_PREFIX + "(SERVICE_(HOST|PORT).*|PORT_\\d+_.*)")
                || String.valueOf(source.getProperty(name)).matches("(tcp|udp|sctp)://.*");
    }

    private static PropertyName ofIniFile(String name) {
        if (name.startsWith("inherited.")) {
            return ofPath(Kind.INHERITED, name.substring("inherited.".length()));
        }
        int begin = name.indexOf('[') + 1;
        String argument = name.substring(begin, Math.max(begin, name.length() - 1));
        if (name.startsWith("section[")) {
            return new PropertyName(Kind.HEADER, argument, argument);
        }
        if (name.startsWith("default[")) {
            return new PropertyName(Kind.UNUSED_DEFAULT, "DEFAULT", argument);
        }
        return new PropertyName(Kind.PROBLEM, "", argument);
    }

    private static PropertyName ofPath(Kind kind, String path) {
        int bracket = path.indexOf('[');
        int dot = path.indexOf('.');
        if (bracket < 0 && dot < 0) {
            return new PropertyName(kind, path, "");
        }
        if (bracket < 0 || (dot >= 0 && dot < bracket)) {
            String key = path.substring(dot + 1);
            boolean camelCase =
                    !key.equals(key.toLowerCase(Locale.ROOT)); // not from an INI file, where it has brackets
            return new PropertyName(
                    kind, path.substring(0, dot), camelCase ? ServerKey.relaxed(key) : key.replace('-', '_'));
        }
        if (bracket > path.length() - 2 || !path.endsWith("]")) {
            return new PropertyName(kind, path, "");
        }
        String section = path.substring(0, bracket);
        int between = path.lastIndexOf("][");
        boolean keyHoldsBrackets = section.equals("routes") && path.startsWith("[/", bracket); // [routes] /a][b
        if (between > bracket && !keyHoldsBrackets) {
            String argument = path.substring(bracket + 1, between);
            return new PropertyName(kind, section + " " + argument, path.substring(between + 2, path.length() - 1));
        }
        return new PropertyName(kind, section, path.substring(bracket + 1, path.length() - 1));
    }
}
