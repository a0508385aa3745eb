package org.jminihttpd.ini;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.env.PropertySourceInfo;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin.Location;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/**
 * An INI file as Spring properties, each with its file and line.
 *
 * <table>
 * <caption>Names</caption>
 * <tr><td>{@code [server] listen_ssl}</td><td>{@code jminihttpd.server.listen-ssl}</td></tr>
 * <tr><td>{@code [routes] /x}</td><td>{@code jminihttpd.routes[/x]}</td></tr>
 * <tr><td>{@code [route /x/] listing}</td><td>{@code jminihttpd.route[/x/][listing]}</td></tr>
 * <tr><td>{@code [Odd-Name] key}</td><td>{@code jminihttpd[Odd-Name].key}</td></tr>
 * <tr><td>{@code listen} of [DEFAULT], for {@code [server]}</td><td>{@code jminihttpd.ini-inherited.server.listen}</td></tr>
 * <tr><td>a section, also an empty one</td><td>{@code jminihttpd.ini-section[server]}, its name</td></tr>
 * <tr><td>a key of [DEFAULT] no value refers to</td><td>{@code jminihttpd.ini-default[key]}, its value</td></tr>
 * <tr><td>a mistake</td><td>{@code jminihttpd.ini-problem[0]}, message, line break, what was read</td></tr>
 * </table>
 */
public final class IniPropertySource extends EnumerablePropertySource<Map<String, IniPropertySource.Located>>
        implements OriginLookup<String>, PropertySourceInfo {

    private static final String PREFIX = "jminihttpd";
    private static final String INHERITED = "jminihttpd.ini-inherited";
    private static final Pattern PLAIN_KEY = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern PLAIN_SECTION = Pattern.compile("[a-z][a-z0-9]*");
    private static final Pattern SECTION_WITH_ARGUMENT = Pattern.compile("([a-z][a-z0-9]*) (.+)");

    record Located(String text, Origin origin) {}

    /** A file of which nothing is known but the name, and that may be none. */
    private record Unreadable(String path) implements Origin {
        @Override
        public String toString() {
            return path;
        }
    }

    private IniPropertySource(String name, Map<String, Located> properties) {
        super(name, properties);
    }

    @Override
    public String[] getPropertyNames() {
        return source.keySet().toArray(String[]::new);
    }

    @Override
    public @Nullable Object getProperty(String name) {
        Located value = source.get(name);
        return value == null ? null : value.text();
    }

    @Override
    public @Nullable Origin getOrigin(String name) {
        Located value = source.get(name);
        return value == null ? null : value.origin();
    }

    @Override
    public boolean isImmutable() {
        return true;
    }

    /** The properties of a file that was read. */
    public static IniPropertySource of(String path, IniFile file) {
        Resource resource = new FileSystemResource(path);
        Map<String, Located> properties = new LinkedHashMap<>();
        for (IniSection section : file.sections()) {
            properties.put(
                    "%s.ini-section[%s]".formatted(PREFIX, section.name()),
                    at(resource, section.line(), section.name()));
            for (IniEntry entry : section.entries()) {
                properties.put(
                        name(entry.inherited() ? INHERITED : PREFIX, section.name(), entry.key()),
                        at(resource, entry.line(), entry.value()));
            }
        }
        for (IniEntry entry : file.defaults()) {
            properties.put(
                    "%s.ini-default[%s]".formatted(PREFIX, entry.key()), at(resource, entry.line(), entry.value()));
        }
        int count = 0;
        for (IniProblem problem : file.problems()) {
            String value = problem.message() + "\n" + problem.read();
            properties.put("%s.ini-problem[%d]".formatted(PREFIX, count++), at(resource, problem.line(), value));
        }
        return new IniPropertySource(sourceName(path), properties);
    }

    /** A file that could not be read: nothing but the mistake. */
    public static IniPropertySource unreadable(String path, String message) {
        Located problem = new Located(message + "\n", new Unreadable(path));
        return new IniPropertySource(sourceName(path), Map.of(PREFIX + ".ini-problem[0]", problem));
    }

    private static String sourceName(String path) {
        return "INI file '%s'".formatted(path);
    }

    private static String name(String prefix, String section, String key) {
        Matcher withArgument = SECTION_WITH_ARGUMENT.matcher(section);
        if (withArgument.matches()) {
            return "%s.%s[%s][%s]".formatted(prefix, withArgument.group(1), withArgument.group(2), key);
        }
        boolean plain = PLAIN_SECTION.matcher(section).matches();
        String parent = plain ? prefix + "." + section : "%s[%s]".formatted(prefix, section);
        return PLAIN_KEY.matcher(key).matches()
                ? parent + "." + key.replace('_', '-')
                : "%s[%s]".formatted(parent, key);
    }

    private static Located at(Resource resource, int line, String value) {
        Origin origin = new TextResourceOrigin(resource, line == 0 ? null : new Location(line - 1, 0));
        return new Located(value, origin);
    }
}
