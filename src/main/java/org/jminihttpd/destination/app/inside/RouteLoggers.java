package org.jminihttpd.destination.app.inside;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.Environment;

/**
 * The loggers of an application that runs on the server's Spring, which has one logging for all: their names begin with the
 * route. Its class loader puts these methods in the place of the libraries' own.
 */
public final class RouteLoggers {

    private static volatile String prefix = "";

    private RouteLoggers() {}

    /** Says how the names begin; until it is told otherwise, the application logs what any of Boot's would. */
    static void begin(String route) {
        prefix = "[" + route + "]";
        setLevel(prefix, LogLevel.INFO);
    }

    /** Takes the levels of the application's own {@code logging.level}. */
    static void configure(Environment environment) {
        Binder.get(environment)
                .bind("logging.level", Bindable.mapOf(String.class, LogLevel.class))
                .ifBound(levels -> levels.forEach((name, level) ->
                        setLevel(name.equalsIgnoreCase("root") ? prefix : prefix + "." + name, level)));
    }

    private static void setLevel(String logger, LogLevel level) {
        LoggingSystem.get(RouteLoggers.class.getClassLoader()).setLogLevel(logger, level);
    }

    /** For {@link LoggerFactory#getLogger(String)}. */
    public static Logger getLogger(String name) {
        return LoggerFactory.getLogger(prefix + "." + name);
    }

    /** For {@link LoggerFactory#getLogger(Class)}. */
    public static Logger getLogger(Class<?> type) {
        return getLogger(type.getName());
    }

    /** For {@link LogFactory#getLog(String)}. */
    public static Log getLog(String name) {
        return LogFactory.getLog(prefix + "." + name);
    }

    /** For {@link LogFactory#getLog(Class)}. */
    public static Log getLog(Class<?> type) {
        return getLog(type.getName());
    }
}
