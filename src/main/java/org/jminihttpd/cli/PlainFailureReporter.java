package org.jminihttpd.cli;

import java.nio.charset.StandardCharsets;
import org.jminihttpd.process.Journal;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/**
 * Prints why the start failed, and nothing around it, to standard error.
 *
 * <p>Boot's own reporter logs the same in a frame of stars; the application switches that logger off.
 */
public final class PlainFailureReporter implements FailureAnalysisReporter {

    @Override
    public void report(FailureAnalysis analysis) {
        String action = analysis.getAction();
        String text = analysis.getDescription() + "\n" + (action == null || action.isBlank() ? "" : action + "\n");
        System.err.writeBytes(
                Journal.error(text).getBytes(StandardCharsets.UTF_8)); // whatever the locale: the file is UTF-8 as well
        System.err.flush();
    }
}
