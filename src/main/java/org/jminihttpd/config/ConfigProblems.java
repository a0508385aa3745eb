package org.jminihttpd.config;

import java.util.ArrayList;
import java.util.List;

/** Collects every mistake of one run, so that all are reported together, and what is no mistake but deserves a look. */
public final class ConfigProblems {

    /** Further ones are not kept: nobody reads them, and a file of a megabyte can hold a hundred thousand. */
    static final int MOST = 1000;

    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<ConfigProblem> warnings = new ArrayList<>();

    public void add(ConfigProblem problem) {
        if (problems.size() < MOST) {
            problems.add(problem);
        }
    }

    public void add(Setting setting, String message) {
        add(ConfigProblem.of(setting, message));
    }

    /** Adds something that does not keep the server from starting. */
    public void warn(Setting setting, String message) {
        if (warnings.size() < MOST) {
            warnings.add(ConfigProblem.of(setting, message));
        }
    }

    /** What was warned of, in the order found. */
    public List<ConfigProblem> warnings() {
        return List.copyOf(warnings);
    }

    /** The mistakes, in the order found. */
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
