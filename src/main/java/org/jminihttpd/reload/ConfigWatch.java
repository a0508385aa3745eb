package org.jminihttpd.reload;

import java.time.Duration;
import org.jminihttpd.config.FileStamp;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Looks whether the file of the configuration has changed, while {@code [server] watch} says so. It looks, instead of having
 * the kernel tell, since an editor may replace the file, and the link that Kubernetes has for it may turn elsewhere.
 */
public final class ConfigWatch implements Reloader.Observer, SmartLifecycle {

    /** A change must settle for one more look, so a file is read one to two seconds after its last change. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private final CurrentConfiguration configuration;
    private final Reloader reloader;
    private boolean running;
    private @Nullable Thread thread;

    public ConfigWatch(CurrentConfiguration configuration, Reloader reloader) {
        this.configuration = configuration;
        this.reloader = reloader;
        reloader.tell(this);
    }

    @Override
    public void reloading() {}

    @Override
    public void reloaded(ReloadReport report) {
        adjust();
    }

    @Override
    public synchronized void start() {
        running = true;
        adjust();
    }

    @Override
    public synchronized void stop() {
        running = false;
        adjust();
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    private synchronized void adjust() {
        boolean wanted = running && configuration.properties().reload().watch();
        if (wanted && thread == null) {
            thread = new Thread(this::watch, "config-watch");
            thread.setDaemon(true);
            thread.start();
        } else if (!wanted && thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    private void watch() {
        FileStamp seen = reloader.stamp();
        try {
            while (true) {
                Thread.sleep(POLL.toMillis());
                FileStamp now = reloader.stamp();
                if (now.equals(seen) && now.isThere() && !reloader.hasRead(now)) {
                    reloader.request().join();
                }
                seen = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
