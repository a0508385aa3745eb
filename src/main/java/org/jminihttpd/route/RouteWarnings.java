package org.jminihttpd.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.config.Setting;
import org.jspecify.annotations.Nullable;

/** Warns of routes that are right, but probably not what was meant: hidden ones, and files that anybody can change. */
public final class RouteWarnings {

    /** Of {@code sys/stat.h}. */
    private static final int S_IWOTH = 0002;

    private static final int S_ISVTX = 01000;

    private final RouteTable table;
    private final Predicate<String> answeredBefore;
    private final ConfigProblems problems;

    /** @param answeredBefore which paths something else answers before the routes, on all listeners */
    public RouteWarnings(RouteTable table, Predicate<String> answeredBefore, ConfigProblems problems) {
        this.table = table;
        this.answeredBefore = answeredBefore;
        this.problems = problems;
    }

    /** Looks at every route. */
    public void add() {
        for (Route route : table.routes()) {
            warnIfShadowed(route);
            warnIfHiding(route);
            Path place = route.handler().place();
            if (place != null) {
                warnIfLoose(place, route.entry().setting());
            }
        }
    }

    private void warnIfShadowed(Route route) {
        if (answeredBefore.test(route.path())) {
            problems.warn(
                    route.entry().setting(),
                    "The actuator answers %s before this route. [management] listen gives the actuator a listener of its own."
                            .formatted(route.path()));
        }
    }

    /** A file or directory of the route above that cannot be reached because of this one. */
    private void warnIfHiding(Route route) {
        String path = route.path().endsWith("/")
                ? route.path().substring(0, route.path().length() - 1)
                : route.path();
        for (int slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
            Route above = table.route(path.substring(0, slash + 1)).orElse(null);
            if (above != null) {
                Path hidden = below(above.handler().place(), path.substring(slash + 1));
                if (hidden != null
                        && Files.exists(hidden)
                        && !isSame(hidden, route.handler().place())) {
                    problems.warn(
                            route.entry().setting(),
                            "It hides %s, which the route %s would serve here.".formatted(hidden, above.path()));
                }
                return;
            }
        }
    }

    /** Names with characters that a URL encodes are left alone. */
    private static @Nullable Path below(@Nullable Path directory, String rest) {
        return directory == null || !Files.isDirectory(directory) || !rest.matches("[A-Za-z0-9._/-]+")
                ? null
                : directory.resolve(rest);
    }

    private static boolean isSame(Path one, @Nullable Path other) {
        try {
            return other != null && Files.isSameFile(one, other);
        } catch (IOException gone) {
            return true;
        }
    }

    /** Whoever may write to a directory above could replace what is in it, unless that is sticky, as /tmp is. */
    private void warnIfLoose(Path place, Setting setting) {
        Path real;
        try {
            real = place.toRealPath();
        } catch (IOException gone) {
            return;
        }
        for (Path at = real; at != null; at = at.getParent()) {
            int mode = mode(at);
            if ((mode & S_IWOTH) != 0 && (at.equals(real) || (mode & S_ISVTX) == 0)) {
                problems.warn(
                        setting,
                        "Every user of this machine can write to %s, and so decide what is served; \"chmod o-w %s\" ends that."
                                .formatted(at, at));
                return;
            }
        }
    }

    private static int mode(Path file) {
        try {
            return (Integer) Files.getAttribute(file, "unix:mode");
        } catch (IOException | UnsupportedOperationException unknown) {
            return 0;
        }
    }
}
