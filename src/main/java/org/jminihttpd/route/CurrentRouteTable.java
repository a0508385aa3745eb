package org.jminihttpd.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The one cell that says which table answers. A request stays with the table it began with; a table that was replaced is
 * left when its last request ends, and a handler is closed when no table has it any more.
 */
public final class CurrentRouteTable implements AutoCloseable {

    private static final Log log = LogFactory.getLog(CurrentRouteTable.class);

    /** One request's hold on a table. */
    public final class Visit {

        private final RouteTable table;

        /** Requests, and one for being current. */
        private final AtomicInteger users = new AtomicInteger(1);

        private Visit(RouteTable table) {
            this.table = table;
        }

        /** What the request is answered from. */
        public RouteTable table() {
            return table;
        }

        private boolean tryBegin() {
            for (int now = users.get(); now > 0; now = users.get()) {
                if (users.compareAndSet(now, now + 1)) {
                    return true;
                }
            }
            return false;
        }

        /** The request has ended; to be called once. */
        public void end() {
            if (users.decrementAndGet() == 0) {
                left(table);
            }
        }
    }

    private final IdentityHashMap<RouteHandler, Integer> tables = new IdentityHashMap<>();
    private final AtomicInteger finishing = new AtomicInteger();
    private volatile Visit current;

    /** Begins with a table that {@link #open} opens. */
    public CurrentRouteTable(RouteTable first) {
        current = new Visit(first);
        enter(first);
    }

    /** The table of new requests. */
    public RouteTable table() {
        return current.table;
    }

    /** Tables that were replaced and whose requests have not all ended. */
    public int finishing() {
        return finishing.get();
    }

    /** Holds the current table for a request. */
    public Visit begin() {
        while (true) {
            Visit visit = current;
            if (visit.tryBegin()) {
                return visit;
            }
        }
    }

    /** Opens the first table. */
    public void open() {
        table().open();
    }

    /** Puts a table in place of the current one, whose handlers are open exactly if those of the other are. */
    public void replace(RouteTable next) {
        enter(next);
        Visit old = current;
        current = new Visit(next);
        finishing.incrementAndGet();
        old.end();
    }

    private void enter(RouteTable table) {
        synchronized (tables) {
            table.routes().forEach(route -> tables.merge(route.handler(), 1, Integer::sum));
        }
    }

    /** Its handlers may take their time to close, and this may be an event loop. */
    private void left(RouteTable table) {
        finishing.decrementAndGet();
        List<RouteHandler> unused = new ArrayList<>();
        synchronized (tables) {
            for (Route route : table.routes()) {
                RouteHandler handler = route.handler();
                int others = tables.getOrDefault(handler, 0) - 1;
                if (others > 0) {
                    tables.put(handler, others);
                } else if (tables.remove(handler) != null) { // else everything is closed
                    unused.add(handler);
                }
            }
        }
        if (!unused.isEmpty()) {
            Thread thread = new Thread(() -> close(unused), "routes-close");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Closes every handler there is, whatever requests still run. */
    @Override
    public void close() {
        List<RouteHandler> all;
        synchronized (tables) {
            all = List.copyOf(tables.keySet());
            tables.clear();
        }
        close(all);
    }

    private static void close(Collection<RouteHandler> handlers) {
        for (RouteHandler handler : handlers) {
            try {
                handler.close();
            } catch (RuntimeException failure) { // the others must be closed all the same
                log.error("A route failed to close", failure);
            }
        }
    }
}
