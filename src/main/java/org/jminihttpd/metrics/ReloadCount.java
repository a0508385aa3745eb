package org.jminihttpd.metrics;

import java.util.concurrent.atomic.LongAdder;
import org.jminihttpd.reload.ReloadReport;
import org.jminihttpd.reload.Reloader;

/** How often the configuration was read again since the start. */
public final class ReloadCount implements Reloader.Observer {

    private final LongAdder applied = new LongAdder();
    private final LongAdder refused = new LongAdder();

    ReloadCount() {}

    @Override
    public void reloading() {}

    @Override
    public void reloaded(ReloadReport report) {
        (report.applied() ? applied : refused).increment();
    }

    long applied() {
        return applied.sum();
    }

    long refused() {
        return refused.sum();
    }
}
