package org.jminihttpd.destination.app.inside;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jminihttpd.destination.app.bridge.ExitException;

/**
 * Stands in for the calls that would end the process, or stay in it when the application is gone: its class loader puts
 * these methods in their place. Because each application has its own copy of this class, the state is that of one.
 */
public final class JvmCalls {

    private static final Set<Thread> HOOKS = new LinkedHashSet<>();
    private static volatile IntConsumer onExit = status -> {};

    private JvmCalls() {}

    static void reportExitsTo(IntConsumer listener) {
        onExit = listener;
    }

    /** For {@link System#exit}. */
    public static void exit(int status) {
        onExit.accept(status);
        throw new ExitException(status);
    }

    /** For {@link Runtime#exit} and {@link Runtime#halt}. */
    public static void exit(Runtime runtime, int status) {
        exit(status);
    }

    /** For {@link Runtime#addShutdownHook}: the end of the application is all of the end that it sees. */
    public static void addShutdownHook(Runtime runtime, Thread hook) {
        synchronized (HOOKS) {
            HOOKS.add(hook);
        }
    }

    /** For {@link Runtime#removeShutdownHook}. */
    public static boolean removeShutdownHook(Runtime runtime, Thread hook) {
        synchronized (HOOKS) {
            return HOOKS.remove(hook);
        }
    }

    /** Runs what {@link Runtime} would at the end, and waits for it. */
    static void runShutdownHooks(long patienceMillis) {
        Set<Thread> hooks;
        synchronized (HOOKS) {
            hooks = new LinkedHashSet<>(HOOKS);
            HOOKS.clear();
        }
        hooks.forEach(Thread::start);
        try {
            for (Thread hook : hooks) {
                hook.join(patienceMillis);
            }
        } catch (InterruptedException stopWaiting) {
            Thread.currentThread().interrupt();
        }
    }
}
