package org.jminihttpd.guard;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each limit refused something since the process began, by the name of the limit. */
public final class Refusals {

    private static final String CONNECTIONS = "connections";
    private static final String STALLED = "stalled_client";
    private static final String FLOOD = "http2_flood";
    private static final String STREAMS = "http2_streams";
    private static final String PROTOCOL = "http2_protocol";

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    Refusals() {
        for (Refusal refusal : Refusal.values()) {
            if (refusal != Refusal.SERVER_OPTIONS) {
                counts.put(name(refusal), new LongAdder());
            }
        }
        counts.put(CONNECTIONS, new LongAdder());
        counts.put(STALLED, new LongAdder());
        counts.put(FLOOD, new LongAdder());
        counts.put(STREAMS, new LongAdder());
        counts.put(PROTOCOL, new LongAdder());
    }

    /** A request got this answer. */
    void count(Refusal refusal) {
        add(name(refusal));
    }

    /** A connection was one too many. */
    void countConnection() {
        add(CONNECTIONS);
    }

    /** A client did not take its answer in time. */
    void countStalled() {
        add(STALLED);
    }

    /** A connection ended because its client sent more frames of no use than a client needs. */
    void countFlood() {
        add(FLOOD);
    }

    /** A stream was one too many at once. */
    void countStream() {
        add(STREAMS);
    }

    /** A connection or stream ended because its frames were none that HTTP/2 knows. */
    void countViolation() {
        add(PROTOCOL);
    }

    private void add(String name) {
        LongAdder count = counts.get(name);
        if (count != null) {
            count.increment();
        }
    }

    /** All counts, also those that are zero. */
    public Map<String, Long> counts() {
        Map<String, Long> now = new TreeMap<>();
        counts.forEach((name, count) -> now.put(name, count.sum()));
        return now;
    }

    private static String name(Refusal refusal) {
        return refusal.name().toLowerCase(Locale.ROOT);
    }
}
