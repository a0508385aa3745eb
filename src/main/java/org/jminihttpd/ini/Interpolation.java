package org.jminihttpd.ini;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Replaces {@code %%} and {@code %(name)s} in values, as configparser's BasicInterpolation does. */
final class Interpolation {

    /** As configparser. */
    private static final int MAX_DEPTH = 10;

    /** All values of a file together: ten levels of doubling names would else fill any memory. */
    private static final int MAX_CHARACTERS = 4 << 20;

    private final Map<String, RawSection.Entry> defaults;
    private final List<IniProblem> problems;
    private final Set<IniProblem> reported = new LinkedHashSet<>();
    private final Set<String> used = new LinkedHashSet<>();
    private int characters;

    Interpolation(Map<String, RawSection.Entry> defaults, List<IniProblem> problems) {
        this.defaults = defaults;
        this.problems = problems;
    }

    /** The entries that hold in a section; one whose value cannot be told is left out, and reported. */
    List<IniEntry> entries(Map<String, RawSection.Entry> own) {
        Map<String, RawSection.Entry> scope = new LinkedHashMap<>(defaults);
        scope.putAll(own);
        List<IniEntry> entries = new ArrayList<>();
        scope.values().forEach(entry -> {
            try {
                StringBuilder value = new StringBuilder();
                expand(entry.text(), scope, value, 1);
                boolean inherited = !own.containsKey(entry.key());
                entries.add(new IniEntry(entry.key(), value.toString(), entry.line(), inherited));
            } catch (IllegalArgumentException unknown) {
                IniProblem problem = new IniProblem(entry.line(), entry.read(), String.valueOf(unknown.getMessage()));
                if (reported.add(problem)) { // a value of [DEFAULT] fails again in each section
                    problems.add(problem);
                }
            }
        });
        return List.copyOf(entries);
    }

    /** What {@code [DEFAULT]} holds and no value referred to. */
    List<IniEntry> unusedDefaults() {
        return defaults.values().stream()
                .filter(entry -> !used.contains(entry.key()))
                .map(entry -> new IniEntry(entry.key(), entry.text(), entry.line(), true))
                .toList();
    }

    private void expand(String text, Map<String, RawSection.Entry> scope, StringBuilder result, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("%(...)s goes more than 10 levels deep here, or in a circle.");
        }
        int close = 0; // looked for once per closing bracket, else a file of opening ones takes minutes
        int done = 0;
        for (int percent = text.indexOf('%'); percent >= 0; percent = text.indexOf('%', done)) {
            append(result, text, done, percent);
            if (text.startsWith("%%", percent)) {
                append(result, "%", 0, 1);
                done = percent + 2;
                continue;
            }
            if (close >= 0 && close < percent + 2) {
                close = text.indexOf(')', percent + 2);
            }
            if (close > percent + 2 && text.startsWith("(", percent + 1) && text.startsWith("s", close + 1)) {
                RawSection.Entry entry = entry(text.substring(percent + 2, close), scope);
                used.add(entry.key());
                expand(entry.text(), scope, result, depth + 1);
                done = close + 2;
            } else {
                append(result, "%", 0, 1);
                done = percent + 1;
            }
        }
        append(result, text, done, text.length());
    }

    private static RawSection.Entry entry(String name, Map<String, RawSection.Entry> scope) {
        RawSection.Entry entry = scope.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(
                    "%%(%.60s)s names no key of this section or of [DEFAULT]. (%%%% is a plain %%.)".formatted(name));
        }
        return entry;
    }

    private void append(StringBuilder result, String text, int begin, int end) {
        int count = end - begin + 1; // one more, so that references to empty values end as well
        if (count > MAX_CHARACTERS - characters) {
            throw new IllegalArgumentException("With all %(...)s replaced, the values of the file exceed 4 MiB.");
        }
        characters += count;
        result.append(text, begin, end);
    }
}
