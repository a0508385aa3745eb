package org.jminihttpd.destination.app.bridge;

import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What an application is started with.
 *
 * @param route its URL, for messages and log lines
 * @param mainClass the class with the main method that starts it, or null
 * @param configurations the classes with its beans, if it has no main class
 * @param properties of {@code [app URL]}, by name
 * @param environment of {@code [environ]}, by name
 * @param sharesSpring whether it runs on the server's own Spring, which it must leave as it is
 * @param onExit told the status when it calls System.exit
 */
public record Blueprint(
        String route,
        @Nullable String mainClass,
        List<String> configurations,
        Map<String, String> properties,
        Map<String, String> environment,
        boolean sharesSpring,
        IntConsumer onExit) {}
