package org.jminihttpd.destination.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes virtual threads where the JDK has them, which the Java version we are compiled for has not. */
final class WorkerThreads {

    private WorkerThreads() {}

    /** A factory of daemon threads with a name and a number. */
    static ThreadFactory named(String name) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Method numbered = type.getMethod("name", String.class, long.class);
            return (ThreadFactory) type.getMethod("factory").invoke(numbered.invoke(builder, name + " ", 1L));
        } catch (NoSuchMethodException | ClassNotFoundException | IllegalAccessException before21) {
            return platform(name);
        } catch (InvocationTargetException onlyAPreview) {
            return platform(name);
        }
    }

    private static ThreadFactory platform(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + " " + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
