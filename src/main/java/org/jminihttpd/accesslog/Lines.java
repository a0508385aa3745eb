package org.jminihttpd.accesslog;

import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/** Turns exchanges that have ended into lines, on the event loop they ended on, unless the log is off. */
final class Lines {

    private record Log(LineFormat format, LogWriter writer) {}

    private volatile @Nullable Log log;
    private final FastThreadLocal<LineBuffer> buffers = new FastThreadLocal<>() {
        @Override
        protected LineBuffer initialValue() {
            return new LineBuffer();
        }
    };

    /** None, until {@link #turnTo}. */
    Lines() {}

    Lines(LineFormat format, LogWriter writer) {
        turnTo(format, writer);
    }

    /** Has all further lines go to a writer. */
    void turnTo(LineFormat format, LogWriter writer) {
        log = new Log(format, writer);
    }

    /** Makes no more lines. */
    void turnOff() {
        log = null;
    }

    boolean areOff() {
        return log == null;
    }

    void add(Exchange exchange) {
        Log current = log;
        if (current == null) {
            return;
        }
        LineBuffer line = buffers.get();
        line.clear();
        current.format.write(exchange, line);
        current.writer.add(line.bytes(), line.length());
    }
}
