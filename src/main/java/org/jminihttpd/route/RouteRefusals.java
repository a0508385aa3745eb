package org.jminihttpd.route;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** How often routes answered 503, by what there was too little of; one for the whole process, whatever is reloaded. */
public final class RouteRefusals {

    /** What there was too little of; the name in lower case is that of the count. */
    public enum Reason {
        /** Every worker process had requests enough, for as long as the route's timeout. */
        WORKERS_BUSY,
        /** There was no worker process: it ends again and again, or does not start. */
        WORKERS_DOWN,
        /** So many requests waited for a thread of an application that no further one could. */
        APPLICATION_BUSY,
        /** The application did not start, not yet, or has ended. */
        APPLICATION_DOWN,
        /** There was no memory or no turn for one more directory listing. */
        LISTINGS,
        /** So many requests waited for the disk that no further one could. */
        DISK_BUSY,
        /** The process had as many files open as it may. */
        OPEN_FILES,
        /** There was no memory for the answer. */
        MEMORY
    }

    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

    public RouteRefusals() {
        for (Reason reason : Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    /** A request got a 503. Any thread calls. */
    public void count(Reason reason) {
        LongAdder count = counts.get(reason);
        if (count != null) {
            count.increment();
        }
    }

    /** All counts by their names, also those that are zero. */
    public Map<String, Long> counts() {
        Map<String, Long> now = new TreeMap<>();
        counts.forEach((reason, count) -> now.put(reason.name().toLowerCase(Locale.ROOT), count.sum()));
        return now;
    }
}
