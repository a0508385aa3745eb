package org.jminihttpd.destination.python;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jminihttpd.config.Setting;
import org.jminihttpd.route.InvalidRouteException;
import org.jspecify.annotations.Nullable;

/** Finds the Python to run. Links are not followed: a virtualenv is known by the path of its interpreter. */
final class Interpreter {

    private Interpreter() {}

    static Path find(@Nullable Setting option, Setting route, String path) {
        String name = option == null ? "python3" : option.value().strip();
        if (option != null && name.contains("/")) {
            Path file = Script.absolute(name, option);
            if (!Files.isRegularFile(file)) {
                throw new InvalidRouteException(option, file + " does not exist, or is no program");
            }
            if (!Files.isExecutable(file)) {
                throw new InvalidRouteException(option, file + " may not be executed by this user");
            }
            return file;
        }
        for (String directory : path.split(":", -1)) {
            Path file = Path.of(directory, name);
            if (file.isAbsolute() && Files.isRegularFile(file) && Files.isExecutable(file)) {
                return file;
            }
        }
        throw option != null
                ? new InvalidRouteException(option, "there is no \"" + name + "\" in PATH (" + path + ")")
                : new InvalidRouteException(
                        route,
                        "there is no python3 in PATH (%s): install it, or say \"python = /path/to/python3\" in [route %s]"
                                .formatted(path, route.key()));
    }
}
