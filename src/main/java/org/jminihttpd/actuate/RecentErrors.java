package org.jminihttpd.actuate;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The last warnings and errors of the application log. */
final class RecentErrors extends AppenderBase<ILoggingEvent> {

    private static final int MOST = 20;

    /** Characters of a message that are kept. */
    private static final int LONGEST = 2000;

    /** What was logged. */
    record Entry(Instant time, String level, String message) {}

    private final Deque<Entry> entries = new ArrayDeque<>();

    /** Listens from now on. */
    static RecentErrors listening() {
        RecentErrors errors = new RecentErrors();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            errors.setContext(context);
            errors.start();
            context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(errors);
        }
        return errors;
    }

    /** Listens no more. */
    void end() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            String message = event.getFormattedMessage();
            add(new Entry(
                    event.getInstant(),
                    event.getLevel().toString(),
                    message.length() > LONGEST ? message.substring(0, LONGEST) : message));
        }
    }

    private synchronized void add(Entry entry) {
        entries.addFirst(entry);
        if (entries.size() > MOST) {
            entries.removeLast();
        }
    }

    /** The newest first. */
    synchronized List<Entry> list() {
        return List.copyOf(entries);
    }
}
