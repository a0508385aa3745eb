package org.jminihttpd.accesslog;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns exchanges that have ended into lines, on the event loop they ended on, unless the log is off; and tells the observer. */
final class Lines {

    private record Log(LineFormat format, LogWriter writer) {}

    private final Supplier<@Nullable AnswerObserver> observer;
    private volatile @Nullable Log log;
    private final FastThreadLocal<LineBuffer> buffers = new FastThreadLocal<>() {
        @Override
        protected LineBuffer initialValue() {
            return new LineBuffer();
        }
    };

    /** None, until {@link #turnTo}. */
    Lines(Supplier<@Nullable AnswerObserver> observer) {
        this.observer = observer;
    }

    /** Has all further lines go to a writer. */
    void turnTo(LineFormat format, LogWriter writer) {
        log = new Log(format, writer);
    }

    /** Makes no more lines. */
    void turnOff() {
        log = null;
    }

    /** Whether nobody would be told of an answer. */
    boolean areOff() {
        return log == null && observer.get() == null;
    }

    void add(Exchange exchange) {
        AnswerObserver told = observer.get();
        if (told != null) {
            RequestHead head = exchange.head();
            told.ended(
                    head == null ? null : head.method(),
                    head == null ? null : head.target(),
                    exchange.status(),
                    exchange.bytes(),
                    exchange.nanos());
        }
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
