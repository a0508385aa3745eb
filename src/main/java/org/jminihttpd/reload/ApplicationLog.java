package org.jminihttpd.reload;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import java.io.IOException;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/** The files of the application log, of {@code [logging] file.name} and the like. */
final class ApplicationLog {

    private static final org.slf4j.Logger log = LoggerFactory.getLogger(ApplicationLog.class);

    private ApplicationLog() {}

    /** Closes and opens each again under its name: after log rotation. No line is lost. */
    static void reopen() {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        for (Logger logger : context.getLoggerList()) {
            for (Iterator<Appender<ILoggingEvent>> all = logger.iteratorForAppenders(); all.hasNext(); ) {
                if (all.next() instanceof FileAppender<ILoggingEvent> file && file.isStarted()) {
                    reopen(file);
                }
            }
        }
    }

    private static void reopen(FileAppender<ILoggingEvent> file) {
        try {
            file.openFile(file.getFile());
        } catch (IOException failed) {
            log.warn(
                    "The log goes on in the old file, since {} cannot be opened: {}",
                    file.getFile(),
                    failed.toString());
        }
    }
}
