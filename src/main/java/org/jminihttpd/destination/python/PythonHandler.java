package org.jminihttpd.destination.python;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.config.FileStamp;
import org.jminihttpd.http.ErrorAnswer;
import org.jminihttpd.route.RouteEnd;
import org.jminihttpd.route.RouteHandler;
import org.jminihttpd.route.RouteRefusals;
import org.jminihttpd.route.RouteRefusals.Reason;
import org.jminihttpd.route.RoutedPath;
import org.jminihttpd.route.WorkerCount;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** Answers the requests of one {@code wsgi:} or {@code python:} route through its workers. */
final class PythonHandler implements RouteHandler {

    private static final Log log = LogFactory.getLog(PythonHandler.class);

    private static final Mono<ServerResponse> UNAVAILABLE = Mono.just(ErrorAnswer.of(HttpStatus.SERVICE_UNAVAILABLE));

    private final String route;
    private final Script script;
    private final PythonOptions options;
    private final Map<String, String> environment;
    private final Supplier<EventLoopGroup> loops;
    private final ScheduledExecutorService thread;
    private final RouteRefusals refusals;
    private final FileStamp version;
    private volatile boolean opened;
    private volatile @Nullable WorkerPool pool;
    private volatile @Nullable String problem;

    PythonHandler(
            String route,
            Script script,
            PythonOptions options,
            Map<String, String> environment,
            Supplier<EventLoopGroup> loops,
            ScheduledExecutorService thread,
            RouteRefusals refusals) {
        this.route = route;
        this.script = script;
        this.options = options;
        this.environment = environment;
        this.loops = loops;
        this.thread = thread;
        this.refusals = refusals;
        this.version = FileStamp.of(script.file());
    }

    @Override
    public void open() {
        opened = true;
        try {
            pool = new WorkerPool(route, script, options, environment, loops.get(), thread, refusals);
        } catch (IOException | RuntimeException e) {
            problem = "There is no place for the socket of its workers: " + e;
            log.error(route + ": " + problem, e);
        }
    }

    @Override
    public void awaitStart() {
        WorkerPool current = pool;
        if (current != null) {
            current.awaitStart();
        }
    }

    /** One that has no workers is given another chance, even if nothing is new. */
    @Override
    public boolean isSameAs(RouteHandler open) {
        return open instanceof PythonHandler other
                && other.route.equals(route)
                && other.script.equals(script)
                && other.version.equals(version)
                && other.options.equals(options)
                && other.environment.equals(environment)
                && other.problem().isEmpty();
    }

    @Override
    public Mono<ServerResponse> handle(ServerRequest request, RoutedPath path) {
        WorkerPool current = pool;
        if (current == null) {
            refusals.count(Reason.WORKERS_DOWN);
            return UNAVAILABLE;
        }
        HttpServerRequest asked =
                ServerHttpRequestDecorator.getNativeRequest(request.exchange().getRequest());
        return Conversation.hold(current, asked, path);
    }

    @Override
    public Optional<String> problem() {
        if (!opened) {
            return SyntaxCheck.of(script, options.python(), environment);
        }
        WorkerPool current = pool;
        return current == null ? Optional.ofNullable(problem) : current.problem();
    }

    @Override
    public @Nullable WorkerCount workers() {
        WorkerPool current = pool;
        return current == null ? null : current.count();
    }

    @Override
    public Path place() {
        return script.file();
    }

    @Override
    public RouteEnd end(RoutedPath path) {
        return RouteEnd.program("%s, run by %s in %d process(es) of %d thread(s)%s"
                .formatted(
                        script.file(),
                        options.python(),
                        options.workers(),
                        options.threads(),
                        script.modulePath() == null ? "" : " with " + script.modulePath() + " on sys.path"));
    }

    @Override
    public void close() {
        WorkerPool current = pool;
        if (current != null) {
            current.close();
        }
    }
}
