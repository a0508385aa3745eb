package org.jminihttpd.accesslog;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** One JSON object for each line, pure ASCII, always with the same members; null where the client said nothing. */
final class JsonFormat implements LineFormat {

    private static final byte[] NULL = ascii("null");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");

    private static final byte[] TIME = ascii("{\"time\":\"");
    private static final byte[] REMOTE = ascii("\",\"remote\":\"");
    private static final byte[] METHOD = ascii("\",\"method\":");
    private static final byte[] TARGET = ascii(",\"target\":");
    private static final byte[] PROTOCOL = ascii(",\"protocol\":");
    private static final byte[] HOST = ascii(",\"host\":");
    private static final byte[] STATUS = ascii(",\"status\":");
    private static final byte[] BYTES = ascii(",\"bytes\":");
    private static final byte[] DURATION = ascii(",\"duration\":");
    private static final byte[] WAIT = ascii(",\"wait\":");
    private static final byte[] TLS = ascii(",\"tls\":");
    private static final byte[] REFERER = ascii(",\"referer\":");
    private static final byte[] USER_AGENT = ascii(",\"user_agent\":");
    private static final byte[] TLS_VERSION = ascii(",\"tls_version\":");
    private static final byte[] ROUTE = ascii(",\"route\":");
    private static final byte[] ID = ascii(",\"id\":");
    private static final byte[] END = ascii("}\n");

    /** RFC 3339; the milliseconds are put in before the offset. */
    private final SecondText time = new SecondText("yyyy-MM-dd'T'HH:mm:ss.XXX", ZoneId.systemDefault());

    private static final int BEFORE_MILLIS = "2000-01-01T00:00:00.".length();

    @Override
    public void write(Exchange exchange, LineBuffer line) {
        RequestHead head = exchange.head();
        line.add(TIME);
        time(exchange.endMillis(), line);
        line.add(REMOTE).add(exchange.peer().address().array()).add(METHOD);
        value(head == null ? null : head.method(), MAX_METHOD, line);
        line.add(TARGET);
        value(head == null ? null : head.target(), MAX_TARGET, line);
        line.add(PROTOCOL);
        value(head == null ? null : head.protocol(), MAX_METHOD, line);
        line.add(HOST);
        value(head == null ? null : head.host(), MAX_HOST, line);
        line.add(STATUS).number(exchange.status());
        line.add(BYTES).number(exchange.bytes());
        line.add(DURATION);
        seconds(exchange.nanos(), line);
        line.add(WAIT);
        if (exchange.waited() < 0) {
            line.add(NULL);
        } else {
            seconds(exchange.waited(), line);
        }
        line.add(TLS).add(exchange.peer().tls() ? TRUE : FALSE);
        line.add(REFERER);
        value(exchange.field(HttpHeaderNames.REFERER), MAX_REFERER, line);
        line.add(USER_AGENT);
        value(exchange.field(HttpHeaderNames.USER_AGENT), MAX_USER_AGENT, line);
        line.add(TLS_VERSION);
        value(exchange.peer().tlsVersion(), MAX_METHOD, line);
        line.add(ROUTE);
        value(exchange.route(), MAX_ROUTE, line);
        line.add(ID);
        value(exchange.field(RequestIds.FIELD), RequestIds.LONGEST, line);
        line.add(END);
    }

    private void time(long millis, LineBuffer line) {
        byte[] second = time.of(Math.floorDiv(millis, 1000L));
        line.add(second, 0, BEFORE_MILLIS)
                .number(Math.floorMod(millis, 1000L), 3)
                .add(second, BEFORE_MILLIS, second.length);
    }

    private static void seconds(long nanos, LineBuffer line) {
        long micros = nanos / 1000;
        line.number(micros / 1_000_000).add('.').number(micros % 1_000_000, 6);
    }

    private static void value(@Nullable CharSequence text, int max, LineBuffer line) {
        if (text == null) {
            line.add(NULL);
        } else {
            line.add('"').json(text, max).add('"');
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
