package org.jminihttpd.config;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints every mistake of the configuration: file, line and what was read, then what would be right. */
public final class ConfigProblemsFailureAnalyzer extends AbstractFailureAnalyzer<ConfigProblemsException> {

    private static final int MAX_SHOWN = 100;

    /** A key whose value is nobody's business, whatever is wrong with it. */
    private static final Pattern SECRET = Pattern.compile(
            "(?is)((?:^|\\s|\\.|--)[^\\s/=:]*(?:password|passwd|secret|token|credential|api-?key)[^\\s/=:]*\\s*[=:]\\s*).+");

    private static final Comparator<ConfigProblem> BY_PLACE =
            Comparator.comparing(ConfigProblem::file).thenComparingInt(ConfigProblem::line);

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConfigProblemsException cause) {
        return new FailureAnalysis(report(cause.problems()), null, cause);
    }

    /** The report as it is printed, sorted by place, without a line break at its end. */
    public static String report(List<ConfigProblem> problems) {
        List<ConfigProblem> sorted =
                problems.stream().distinct().sorted(BY_PLACE).toList();
        String shown = sorted.stream()
                .limit(MAX_SHOWN)
                .map(ConfigProblemsFailureAnalyzer::entry)
                .collect(Collectors.joining("\n"));
        int hidden = sorted.size() - MAX_SHOWN;
        if (hidden <= 0) {
            return shown;
        }
        return shown + "\n... and " + (problems.size() < ConfigProblems.MOST ? hidden : "many") + " more.";
    }

    private static String entry(ConfigProblem problem) {
        String place = PrintableText.escaped(problem.file());
        int line = problem.line();
        String where = place.isEmpty() ? "" : line == 0 ? place + ": " : place + ":" + line + ": ";
        return (where + PrintableText.of(read(problem))).stripTrailing() + "\n  "
                + PrintableText.escaped(problem.message());
    }

    /** What was read, without what is nobody's business. */
    public static String read(ConfigProblem problem) {
        return SECRET.matcher(problem.read()).replaceFirst("$1******");
    }
}
