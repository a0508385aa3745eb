package org.jminihttpd.accesslog;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The common log format of NCSA httpd, and the combined one, which adds referrer and user agent. */
final class NcsaFormat implements LineFormat {

    private static final byte[] NOBODY = " - - [".getBytes(StandardCharsets.US_ASCII);

    private final boolean combined;
    private final SecondText time = new SecondText("dd/MMM/yyyy:HH:mm:ss xx", ZoneId.systemDefault());

    NcsaFormat(boolean combined) {
        this.combined = combined;
    }

    @Override
    public void write(Exchange exchange, LineBuffer line) {
        line.add(exchange.peer().address().array())
                .add(NOBODY)
                .add(time.of(exchange.endMillis() / 1000))
                .add(']');
        request(exchange, line);
        line.add(' ').number(exchange.status()).add(' ').number(exchange.bytes());
        if (combined) {
            quoted(exchange.field(HttpHeaderNames.REFERER), MAX_REFERER, line);
            quoted(exchange.field(HttpHeaderNames.USER_AGENT), MAX_USER_AGENT, line);
        }
        line.add('\n');
    }

    private static void request(Exchange exchange, LineBuffer line) {
        RequestHead head = exchange.head();
        if (head == null) {
            quoted(null, 1, line);
            return;
        }
        line.add(' ')
                .add('"')
                .ncsa(head.method(), MAX_METHOD)
                .add(' ')
                .ncsa(head.target(), MAX_TARGET)
                .add(' ')
                .add(head.protocol().array())
                .add('"');
    }

    private static void quoted(@Nullable CharSequence text, int max, LineBuffer line) {
        line.add(' ').add('"');
        if (text == null) {
            line.add('-');
        } else {
            line.ncsa(text, max);
        }
        line.add('"');
    }
}
