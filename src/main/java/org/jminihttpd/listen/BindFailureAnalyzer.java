package org.jminihttpd.listen;

import org.jminihttpd.config.Setting;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports a listener that cannot be opened with the file and line that ask for it. */
public final class BindFailureAnalyzer extends AbstractFailureAnalyzer<ListenException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ListenException cause) {
        return new FailureAnalysis(describe(cause), null, cause);
    }

    /** Two lines: where it is written, and the sentence. */
    static String describe(ListenException failure) {
        Setting setting = failure.setting();
        String where = setting.origin() == null ? "" : setting.origin() + ": ";
        return "%s[%s] %s = %s%n  %s"
                .formatted(where, setting.section(), setting.key(), setting.value(), failure.getMessage());
    }
}
