package org.jminihttpd.reload;

import java.time.Instant;

/**
 * How one reload went.
 *
 * @param time when it ended
 * @param applied whether the new configuration is in effect; else all of the old one is
 * @param problems what is wrong with the new one, as {@code --check} prints it; empty if nothing is
 * @param warnings what deserves a look, as {@code --check} prints it; empty if nothing does or it is not in effect
 * @param afterRestart what is in effect only after a restart, as {@code --check} prints mistakes; empty if nothing is
 */
public record ReloadReport(Instant time, boolean applied, String problems, String warnings, String afterRestart) {

    static ReloadReport applied(String warnings, String afterRestart) {
        return new ReloadReport(Instant.now(), true, "", warnings, afterRestart);
    }

    static ReloadReport refused(String problems) {
        return new ReloadReport(Instant.now(), false, problems, "", "");
    }
}
