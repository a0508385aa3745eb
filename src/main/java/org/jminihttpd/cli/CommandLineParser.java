package org.jminihttpd.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jminihttpd.config.Spelling;
import org.jspecify.annotations.Nullable;

/** Reads one command line from left to right. */
final class CommandLineParser {

    private enum Option {
        CONFIG("--config", "the name of a file"),
        CHECK("--check", null),
        EXPLAIN("--explain", "a URL"),
        SERVE("--serve", "the name of a directory"),
        LISTEN("--listen", "a port"),
        HEALTH("--health", null),
        JSON("--json", null),
        VERSION("--version", null),
        HELP("--help", null);

        final String word;
        final @Nullable String argument;

        Option(String word, @Nullable String argument) {
            this.word = word;
            this.argument = argument;
        }
    }

    private static final String DEFAULT_LISTEN = "8080";

    private final List<String> arguments;
    private final Map<Option, String> given = new EnumMap<>(Option.class);
    private final List<String> spring = new ArrayList<>();
    private int next;

    CommandLineParser(List<String> arguments) {
        this.arguments = arguments;
    }

    CommandLine parse() {
        while (next < arguments.size()) {
            String problem = take(arguments.get(next++));
            if (problem != null) {
                return new CommandLine.UsageError(problem);
            }
        }
        if (given.containsKey(Option.HELP)) {
            return new CommandLine.Help();
        }
        if (given.containsKey(Option.VERSION)) {
            return new CommandLine.Version();
        }
        if (given.containsKey(Option.SERVE) && given.containsKey(Option.CONFIG)) {
            return new CommandLine.UsageError("--serve takes no configuration file.");
        }
        if (given.containsKey(Option.LISTEN) && !given.containsKey(Option.SERVE)) {
            return new CommandLine.UsageError(
                    "--listen belongs to --serve. Did you mean \"--jminihttpd.server.listen=%s\"?"
                            .formatted(given.get(Option.LISTEN)));
        }
        boolean json = given.containsKey(Option.JSON);
        String url = given.get(Option.HEALTH);
        String explained = given.get(Option.EXPLAIN);
        if (json && url == null && explained == null && !given.containsKey(Option.CHECK)) {
            return new CommandLine.UsageError("--json belongs to --check, --explain or --health.");
        }
        if (url != null && !url.isEmpty() && given.containsKey(Option.CONFIG)) {
            return new CommandLine.UsageError("--health takes a URL or a configuration file, not both.");
        }
        List<String> result = springArguments();
        if (url != null) {
            return new CommandLine.Health(url.isEmpty() ? null : url, result, json);
        }
        if (explained != null) {
            return new CommandLine.Explain(explained, result, json);
        }
        return given.containsKey(Option.CHECK) ? new CommandLine.Check(result, json) : new CommandLine.Run(result);
    }

    /** Returns what is wrong, if anything. */
    private @Nullable String take(String argument) {
        if (!argument.startsWith("-")) {
            return "\"%s\" is not an option. Did you mean \"-c %s\"?".formatted(argument, argument);
        }
        String word = argument;
        String value = null;
        int equals = argument.indexOf('=');
        if (equals > 0 && argument.startsWith("--")) {
            word = argument.substring(0, equals);
            value = argument.substring(equals + 1);
        } else if (argument.equals("-h")) {
            word = Option.HELP.word;
        } else if (argument.startsWith("-c")) {
            word = Option.CONFIG.word;
            value = argument.length() > 2 ? argument.substring(2) : null;
        }
        for (Option option : Option.values()) {
            if (option.word.equals(word)) {
                return take(option, value);
            }
        }
        if (word.startsWith("--") && word.contains(".")) {
            spring.add(argument);
            return null;
        }
        return "\"%s\" is not an option.%s".formatted(word, Spelling.hint(word, words()));
    }

    private @Nullable String take(Option option, @Nullable String attached) {
        if (option == Option.HEALTH) { // its argument may be missing
            boolean follows = attached == null && hasValue();
            given.put(option, follows ? arguments.get(next++) : attached == null ? "" : attached);
            return null;
        }
        if (option.argument == null) {
            given.put(option, "");
            return attached == null ? null : "%s takes no value.".formatted(option.word);
        }
        String value = attached;
        if (value == null && hasValue()) {
            value = arguments.get(next++);
        }
        if (value == null || value.isEmpty()) {
            return "%s needs %s.".formatted(option.word, option.argument);
        }
        return given.put(option, value) == null ? null : "%s is given twice.".formatted(option.word);
    }

    private boolean hasValue() {
        return next < arguments.size() && !arguments.get(next).startsWith("-");
    }

    private List<String> springArguments() {
        List<String> result = new ArrayList<>();
        String directory = given.get(Option.SERVE);
        if (directory != null) {
            result.add("--jminihttpd.config=");
            result.add("--jminihttpd.routes[/]=static:" + directory);
            result.add("--jminihttpd.server.listen=" + given.getOrDefault(Option.LISTEN, DEFAULT_LISTEN));
        }
        String file = given.get(Option.CONFIG);
        if (file != null) {
            result.add("--jminihttpd.config=" + file);
        }
        result.addAll(spring);
        return List.copyOf(result);
    }

    private static List<String> words() {
        List<String> words = new ArrayList<>();
        for (Option option : Option.values()) {
            words.add(option.word);
        }
        return words;
    }
}
