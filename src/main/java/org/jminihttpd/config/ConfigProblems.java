package org.jminihttpd.config;

import java.util.ArrayList;
import java.util.List;

/** Collects every mistake of one run, so that all are reported together. */
public final class ConfigProblems {

    private final List<ConfigProblem> problems = new ArrayList<>();

    public void add(ConfigProblem problem) {
        problems.add(problem);
    }

    public void add(Setting setting, String message) {
        add(ConfigProblem.of(setting, message));
    }

    /** In the order found. */
    public List<ConfigProblem> list() {
        return List.copyOf(problems);
    }

    /**
     * Ends the start if anything was found.
     *
     * @throws ConfigProblemsException with all problems
     */
    public void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new ConfigProblemsException(list());
        }
    }
}
