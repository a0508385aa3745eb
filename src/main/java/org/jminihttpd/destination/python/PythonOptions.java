package org.jminihttpd.destination.python;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jminihttpd.config.Setting;
import org.jminihttpd.route.InvalidRouteException;
import org.jminihttpd.route.RouteOption;
import org.jspecify.annotations.Nullable;

/**
 * How one route runs Python.
 *
 * @param python the interpreter
 * @param workers processes
 * @param threads of each process; each serves one request at a time
 * @param timeout how long an application may let a client wait without a sign of life
 * @param debug whether a page's mistakes are shown to clients; only for {@code python:}
 */
record PythonOptions(Path python, int workers, int threads, Duration timeout, boolean debug) {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** The keys of {@code [route URL]} that a type has. */
    static Set<String> keys(ScriptType type) {
        return type == ScriptType.PAGES
                ? Set.of("python", "workers", "threads", "timeout", "debug")
                : Set.of("python", "workers", "threads", "timeout");
    }

    /**
     * Reads the options of a route.
     *
     * @param route what to blame if there is no interpreter at all
     * @param path {@code PATH} of the workers
     * @param maxThreads what {@code threads} is if it is not given
     * @throws InvalidRouteException if a value is wrong
     */
    static PythonOptions of(Map<String, Setting> options, Setting route, String path, int maxThreads) {
        return new PythonOptions(
                Interpreter.find(options.get("python"), route, path),
                number(options.get("workers"), 1, 1, 256),
                number(options.get("threads"), maxThreads, 1, 1_000),
                Duration.ofSeconds(number(options.get("timeout"), (int) TIMEOUT.toSeconds(), 1, 86_400)),
                RouteOption.isYes(options.get("debug"), false));
    }

    private static int number(@Nullable Setting setting, int otherwise, int min, int max) {
        if (setting == null) {
            return otherwise;
        }
        String text = setting.value().strip();
        if (text.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw new InvalidRouteException(setting, "must be a number from %d to %d".formatted(min, max));
    }
}
