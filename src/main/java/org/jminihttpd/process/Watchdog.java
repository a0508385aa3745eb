package org.jminihttpd.process;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.listen.Listener;
import org.jminihttpd.listen.Listeners;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Tells systemd that the server is alive, as {@code WatchdogSec=} wants it, but only while every event loop runs a task and
 * every listener answers a request in time. Routes are not asked: an application that hangs is no reason to end the server.
 */
public final class Watchdog implements SmartLifecycle {

    private static final Log log = LogFactory.getLog(Watchdog.class);

    private static final Duration RETRY = Duration.ofSeconds(1);

    /** A request to the server itself. */
    public interface Question {

        /**
         * Returns when the server has reacted.
         *
         * @throws IOException if it has not, in a few seconds
         */
        void ask(Listener listener) throws IOException;
    }

    private final SystemdNotifier systemd;
    private final Duration period;
    private final Listeners listeners;
    private final Supplier<EventLoopGroup> loops;
    private final Question question;
    private @Nullable String problem;
    private @Nullable Thread thread;

    /** @param period {@code WATCHDOG_USEC}: the longest time without a word; zero if nobody waits for one */
    public Watchdog(
            SystemdNotifier systemd,
            Duration period,
            Listeners listeners,
            Supplier<EventLoopGroup> loops,
            Question question) {
        this.systemd = systemd;
        this.period = period;
        this.listeners = listeners;
        this.loops = loops;
        this.question = question;
    }

    /** Reads {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}, as sd_watchdog_enabled(3) does. */
    public static Duration period(String micros, String pid) {
        boolean others = !pid.isEmpty()
                && !pid.equals(Long.toString(ProcessHandle.current().pid()));
        return others || !micros.matches("[0-9]{1,15}")
                ? Duration.ZERO
                : Duration.ofNanos(Long.parseLong(micros) * 1_000);
    }

    @Override
    public void start() {
        if (!period.isZero()) {
            Thread watching = new Thread(this::watch, "watchdog");
            watching.setDaemon(true);
            watching.start();
            thread = watching;
        }
    }

    @Override
    public void stop() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void watch() {
        try {
            while (true) {
                long begin = System.nanoTime();
                String found = findProblem();
                if (found == null) {
                    systemd.send("WATCHDOG=1");
                }
                tell(found);
                Duration pause = found == null ? period.dividedBy(2).minusNanos(System.nanoTime() - begin) : RETRY;
                Thread.sleep(Math.max(1, pause.toMillis()));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable String findProblem() throws InterruptedException {
        for (EventExecutor loop : loops.get()) {
            if (!loop.submit(() -> {}).await(period.dividedBy(4).toNanos(), TimeUnit.NANOSECONDS)) {
                return "an event loop is stalled";
            }
        }
        for (Listener listener : listeners.all()) {
            try {
                question.ask(listener);
            } catch (IOException silent) {
                return listener + ": " + silent.getMessage();
            }
        }
        return null;
    }

    private void tell(@Nullable String found) {
        if (found != null && problem == null) {
            log.error("systemd is no longer told that the server is alive: " + found);
        } else if (found == null && problem != null) {
            log.info("The server is alive again");
        }
        problem = found;
    }
}
