package org.jminihttpd.destination.python;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jminihttpd.route.RouteRefusals;
import org.jminihttpd.route.RouteRefusals.Reason;
import org.jminihttpd.route.WorkerCount;
import org.jspecify.annotations.Nullable;

/**
 * Brings the conversations of a route and the free threads of its workers together. Used by all event loops; never calls
 * out while it holds its lock.
 */
final class WorkerPool implements Workers.Listener {

    /** Requests that wait for a thread before further ones are turned away. */
    private static final int MAX_WAITING = 1_000;

    private final Duration timeout;
    private final WorkerSocket socket;
    private final Workers workers;
    private final RouteRefusals refusals;
    private final Future<?> impatience;
    private final Set<WorkerConnection> connections = new HashSet<>();
    private final Deque<WorkerConnection> idle = new ArrayDeque<>();
    private final Deque<Conversation> waiting = new ArrayDeque<>();
    private boolean closed;

    /**
     * Starts the first worker in the background.
     *
     * @param thread where processes are started and watched
     * @throws IOException if there is no place for the socket
     */
    WorkerPool(
            String route,
            Script script,
            PythonOptions options,
            Map<String, String> environment,
            EventLoopGroup loops,
            ScheduledExecutorService thread,
            RouteRefusals refusals)
            throws IOException {
        this.timeout = options.timeout();
        this.refusals = refusals;
        this.socket = WorkerSocket.open(loops, () -> new WorkerConnection(this, timeout));
        this.workers = new Workers(route, script, options, environment, socket, thread, this);
        long period = timeout.toNanos() / 8;
        this.impatience = thread.scheduleWithFixedDelay(this::endLongWaits, period, period, TimeUnit.NANOSECONDS);
        workers.open();
    }

    /** Waits for the first worker to answer or to fail, but no longer than a client would. Blocks. */
    void awaitStart() {
        workers.awaitStart(timeout);
    }

    synchronized WorkerCount count() {
        return new WorkerCount(workers.working(), connections.size() - idle.size(), waiting.size());
    }

    /** Why nothing can be answered. */
    Optional<String> problem() {
        return workers.problem();
    }

    /** Finds a thread for a conversation, at once or when one is free; or refuses it. */
    void serve(Conversation conversation) {
        WorkerConnection connection;
        int seconds = 0;
        synchronized (this) {
            connection = idle.pollFirst();
            if (connection == null) {
                seconds = closed ? 1 : workers.secondsToWait();
                if (seconds == 0 && waiting.size() < MAX_WAITING) {
                    waiting.addLast(conversation);
                    return;
                }
            }
        }
        if (connection != null) {
            conversation.begin(connection);
        } else {
            refuse(conversation, Math.max(1, seconds), seconds == 0 ? Reason.WORKERS_BUSY : Reason.WORKERS_DOWN);
        }
    }

    private void refuse(Conversation conversation, int seconds, Reason reason) {
        refusals.count(reason);
        conversation.refuse(seconds);
    }

    /** The client of a conversation that waits is gone. */
    synchronized void forget(Conversation conversation) {
        waiting.remove(conversation);
    }

    /** A new connection says whose it is; null if that worker shall not work. */
    @Nullable
    PythonWorker greet(int number, WorkerConnection connection) {
        PythonWorker worker = workers.greet(number);
        if (worker != null) {
            synchronized (this) {
                if (closed) {
                    return null;
                }
                connections.add(connection);
            }
        }
        return worker;
    }

    /** The thread of a connection is free. */
    void release(WorkerConnection connection) {
        Conversation next;
        synchronized (this) {
            PythonWorker worker = connection.worker();
            if (worker == null || worker.isRetired() || !connections.contains(connection)) {
                return; // a worker that retires says goodbye on it
            }
            next = waiting.pollFirst();
            if (next == null) {
                idle.addFirst(connection); // the one whose caches are warm comes first
            }
        }
        if (next != null) {
            next.begin(connection);
        }
    }

    /** The thread of a connection takes no more requests. */
    synchronized void remove(WorkerConnection connection) {
        connections.remove(connection);
        idle.remove(connection);
    }

    void answered() {
        workers.answered();
    }

    /** The worker does not answer any more, or does not want to; says why. */
    void replace(PythonWorker worker, String why) {
        synchronized (this) {
            idle.removeIf(connection -> connection.worker() == worker);
        }
        workers.replace(worker, why);
    }

    @Override
    public void ended(PythonWorker worker) {
        List<WorkerConnection> dead;
        synchronized (this) {
            dead = connections.stream()
                    .filter(connection -> connection.worker() == worker)
                    .toList();
        }
        dead.forEach(WorkerConnection::close); // a child of it may still hold them open
    }

    @Override
    public void failing(int seconds) {
        drain().forEach(conversation -> refuse(conversation, seconds, Reason.WORKERS_DOWN));
    }

    private synchronized List<Conversation> drain() {
        List<Conversation> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    private void endLongWaits() {
        List<Conversation> late = new ArrayList<>();
        synchronized (this) {
            while (!waiting.isEmpty() && waiting.peekFirst().hasWaited(timeout)) {
                late.add(waiting.removeFirst());
            }
        }
        late.forEach(conversation -> refuse(conversation, 1, Reason.WORKERS_BUSY));
    }

    /** Ends the workers, within seconds. Blocks. */
    void close() {
        List<WorkerConnection> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(connections);
        }
        impatience.cancel(false);
        failing(1);
        socket.close();
        open.forEach(WorkerConnection::close);
        workers.close();
    }
}
