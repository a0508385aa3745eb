package org.jminihttpd.destination.python;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.config.Setting;
import org.jminihttpd.route.InvalidRouteException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/**
 * The script of a route.
 *
 * @param type how it is run
 * @param modulePath what goes first on {@code sys.path}, or null for nothing
 * @param file the script, absolute
 */
record Script(ScriptType type, @Nullable Path modulePath, Path file) {

    private static final Path ROOT = Path.of("/");

    /**
     * Reads {@code SCRIPT} or, for wsgi:, {@code MODULE_PATH:SCRIPT}.
     *
     * @throws InvalidRouteException if there is no such file
     */
    static Script of(ScriptType type, RouteEntry entry) {
        String argument = entry.destination().argument();
        int colon = type == ScriptType.WSGI ? argument.indexOf(':') : -1;
        if (colon < 0) {
            return new Script(type, null, existing(absolute(argument, entry.setting()), entry.setting()));
        }
        Path modulePath = absolute(argument.substring(0, colon).strip(), entry.setting());
        if (!Files.isDirectory(modulePath)) {
            throw new InvalidRouteException(
                    entry.setting(), modulePath + " is not a directory (wsgi:MODULE_PATH:SCRIPT)");
        }
        String script = argument.substring(colon + 1).strip();
        if (script.isEmpty()) {
            throw new InvalidRouteException(entry.setting(), "the script is missing: wsgi:MODULE_PATH:SCRIPT");
        }
        Path file = script.startsWith("/")
                ? absolute(script, entry.setting())
                : absolute(argument.substring(0, colon).strip() + "/" + script, entry.setting());
        return new Script(type, modulePath, existing(file, entry.setting()));
    }

    private static Path existing(Path file, Setting setting) {
        if (Files.isDirectory(file)) {
            throw new InvalidRouteException(setting, file + " is a directory, not a Python script");
        }
        if (!Files.exists(file)) {
            throw new InvalidRouteException(setting, file + " does not exist");
        }
        if (!Files.isReadable(file)) {
            throw new InvalidRouteException(setting, file + " may not be read by this user");
        }
        return file;
    }

    /**
     * The path a person wrote, from the directory the server was started in; its characters in UTF-8, which {@code Path.of}
     * refuses under {@code LANG=C}.
     */
    static Path absolute(String text, Setting setting) {
        try {
            String encoded = UriUtils.encodePath(text, StandardCharsets.UTF_8);
            Path path = ROOT.relativize(Path.of(URI.create("file:///" + encoded.replaceFirst("^/+", ""))));
            return (text.startsWith("/") ? ROOT : Path.of("").toAbsolutePath())
                    .resolve(path)
                    .normalize();
        } catch (IllegalArgumentException e) {
            throw new InvalidRouteException(setting, "\"" + text + "\" cannot be a path");
        }
    }

    /** A path as ASCII: arguments of a process are written in the locale's encoding, which may have no such characters. */
    static String encoded(Path path) {
        String encoded = path.toUri().getRawPath();
        return encoded.length() > 1 && encoded.endsWith("/") ? encoded.substring(0, encoded.length() - 1) : encoded;
    }
}
