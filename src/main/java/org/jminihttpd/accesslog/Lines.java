package org.jminihttpd.accesslog;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns exchanges that have ended into lines, on the event loop they ended on, unless the log is off; and tells the observer. */
final class Lines {

    /** A way to log; both are null where nothing is logged. */
    record Output(@Nullable LineFormat format, @Nullable LogWriter writer) {

        static final Output OFF = new Output(null, null);
    }

    private record Log(Output standard, Map<String, Output> byRoute, boolean needsIds) {}

    private static final Log OFF = new Log(Output.OFF, Map.of(), false);

    private static final FastThreadLocal<LineBuffer> BUFFERS = new FastThreadLocal<>() {
        @Override
        protected LineBuffer initialValue() {
            return new LineBuffer();
        }
    };

    private final Supplier<@Nullable AnswerObserver> observer;
    private final Function<CharSequence, String> routes;
    private volatile Log log = OFF;

    /**
     * None, until {@link #turnTo}.
     *
     * @param routes the URL of the route of a target
     */
    Lines(Supplier<@Nullable AnswerObserver> observer, Function<CharSequence, String> routes) {
        this.observer = observer;
        this.routes = routes;
    }

    /**
     * Has all further lines logged in another way.
     *
     * @param byRoute for routes that have a way of their own
     */
    void turnTo(Output standard, Map<String, Output> byRoute) {
        boolean needsIds = standard.format instanceof JsonFormat
                || byRoute.values().stream().anyMatch(output -> output.format instanceof JsonFormat);
        log = new Log(standard, byRoute, needsIds);
    }

    /** Whether nobody would be told of an answer. */
    boolean areOff() {
        Log current = log;
        return current.standard.writer == null && current.byRoute.isEmpty() && observer.get() == null;
    }

    /** Whether each request is to have an id. */
    boolean needIds() {
        return log.needsIds;
    }

    /** The URL of the route of a target. */
    String route(CharSequence target) {
        return routes.apply(target);
    }

    void add(Exchange exchange) {
        AnswerObserver told = observer.get();
        RequestHead head = exchange.head();
        if (told != null) {
            told.ended(
                    head == null ? null : head.method(),
                    head == null ? null : head.target(),
                    exchange.status(),
                    exchange.received(),
                    exchange.bytes(),
                    exchange.nanos());
        }
        Log current = log;
        Output output = current.standard;
        if (head != null && !current.byRoute.isEmpty()) {
            output = current.byRoute.getOrDefault(route(head.target()), output);
        }
        if (output.format == null || output.writer == null) {
            return;
        }
        LineBuffer line = BUFFERS.get();
        line.clear();
        output.format.write(exchange, line);
        output.writer.add(line.bytes(), line.length());
    }
}
