package org.jminihttpd.destination.app.inside;

import java.lang.reflect.InvocationTargetException;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import org.springframework.beans.CachedIntrospectionResults;
import org.springframework.util.ClassUtils;
import reactor.core.scheduler.Schedulers;

/** Ends what would outlive an application's context, and keep its class loader in memory. */
final class Leftovers {

    private static final long PATIENCE_MILLIS = 5_000;

    private Leftovers() {}

    static void end(boolean sharesSpring) {
        JvmCalls.runShutdownHooks(PATIENCE_MILLIS);
        forgetDrivers();
        CachedIntrospectionResults.clearClassLoader(Leftovers.class.getClassLoader());
        if (!sharesSpring) { // then it has a Reactor of its own, with threads of its own
            Schedulers.shutdownNow();
            callIfPresent("reactor.netty.http.HttpResources", "disposeLoopsAndConnections");
        }
    }

    /** The JDK shows only those of the caller's class loader. */
    private static void forgetDrivers() {
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == Leftovers.class.getClassLoader()) {
                try {
                    DriverManager.deregisterDriver(driver);
                } catch (SQLException left) {
                    // it stays, as it would without us
                }
            }
        }
    }

    private static void callIfPresent(String type, String method) {
        ClassLoader loader = Leftovers.class.getClassLoader();
        if (ClassUtils.isPresent(type, loader)) {
            try {
                ClassUtils.resolveClassName(type, loader).getMethod(method).invoke(null);
            } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException other) {
                // another version of the library: its threads are daemons
            }
        }
    }
}
