package org.jminihttpd.config;

import java.util.List;
import org.springframework.boot.ExitCodeGenerator;

/** The configuration has mistakes; nothing was started. Exit code 78 ({@code EX_CONFIG} of sysexits.h). */
@SuppressWarnings("serial") // never serialised
public final class ConfigProblemsException extends RuntimeException implements ExitCodeGenerator {

    private final List<ConfigProblem> problems;

    public ConfigProblemsException(List<ConfigProblem> problems) {
        super(problems.size() + " problem(s) in the configuration");
        this.problems = problems;
    }

    public List<ConfigProblem> problems() {
        return problems;
    }

    @Override
    public int getExitCode() {
        return 78;
    }
}
