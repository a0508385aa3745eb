package org.jminihttpd.listen;

import java.util.List;
import java.util.Objects;
import org.jminihttpd.config.ConfigProblem;
import org.jminihttpd.config.ConfigProblemsFailureAnalyzer;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports a listener that cannot be opened in the form of a mistake in the configuration: file, line, and the sentence. */
public final class BindFailureAnalyzer extends AbstractFailureAnalyzer<ListenException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ListenException cause) {
        return new FailureAnalysis(describe(cause), null, cause);
    }

    static String describe(ListenException failure) {
        return ConfigProblemsFailureAnalyzer.report(
                List.of(ConfigProblem.of(failure.setting(), Objects.requireNonNull(failure.getMessage()))));
    }
}
