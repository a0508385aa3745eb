package org.jminihttpd.accesslog;

import io.netty.util.concurrent.FastThreadLocal;

/** Turns exchanges that have ended into lines, on the event loop they ended on. */
final class Lines {

    private final LineFormat format;
    private final LogWriter writer;
    private final FastThreadLocal<LineBuffer> buffers = new FastThreadLocal<>() {
        @Override
        protected LineBuffer initialValue() {
            return new LineBuffer();
        }
    };

    Lines(LineFormat format, LogWriter writer) {
        this.format = format;
        this.writer = writer;
    }

    void add(Exchange exchange) {
        LineBuffer line = buffers.get();
        line.clear();
        format.write(exchange, line);
        writer.add(line.bytes(), line.length());
    }
}
