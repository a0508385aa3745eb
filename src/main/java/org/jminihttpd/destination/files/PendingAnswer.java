package org.jminihttpd.destination.files;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jminihttpd.http.ErrorAnswer;
import org.jminihttpd.route.RouteRefusals;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.MonoSink;

/** An answer that disk threads make, and that comes back to the event loop of a client, who may have gone meanwhile. */
final class PendingAnswer {

    private final MonoSink<ServerResponse> sink;
    private final EventLoop loop;
    private final RouteRefusals refusals;
    private volatile boolean gone;

    PendingAnswer(MonoSink<ServerResponse> sink, EventLoop loop, RouteRefusals refusals) {
        this.sink = sink;
        this.loop = loop;
        this.refusals = refusals;
        sink.onCancel(() -> gone = true);
    }

    /** Makes the answer with one kind of threads or, if that gives null, with the other. */
    void make(
            DiskThreads threads,
            Supplier<@Nullable ServerResponse> work,
            DiskThreads others,
            Supplier<@Nullable ServerResponse> otherWork) {
        run(threads, work, () -> run(others, otherWork, () -> {}));
    }

    private void run(DiskThreads threads, Supplier<@Nullable ServerResponse> work, Runnable otherwise) {
        try {
            threads.execute(() -> {
                ServerResponse answer = gone ? null : work.get();
                if (answer != null) {
                    loop.execute(() -> give(answer));
                } else if (!gone) {
                    otherwise.run();
                }
            });
        } catch (RejectedExecutionException e) {
            refusals.count(threads.reason());
            ServerResponse busy = ErrorAnswer.of(e);
            loop.execute(() -> give(busy));
        }
    }

    private void give(ServerResponse answer) {
        if (!gone) {
            sink.success(answer);
        } else if (answer instanceof NativeAnswer unsent) {
            unsent.discard(); // else nobody would let go of what it holds
        }
    }
}
