package org.jminihttpd.destination.app;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jminihttpd.destination.app.bridge.Application;
import org.jminihttpd.destination.app.bridge.Done;
import org.jminihttpd.destination.app.bridge.Exchange;
import org.jminihttpd.destination.app.bridge.WebSocketPeer;
import org.jminihttpd.http.ErrorAnswer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A request that an application answers. The application calls from its threads; what it says is written on the event loop
 * of the channel.
 */
final class ServedExchange implements Exchange {

    private final ServedRequest request;
    private final Outlet outlet;
    private final Workers workers;
    private final AppLog log;
    private final Consumer<ServedExchange> onEnd;
    private final Channel channel;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean gone;
    private volatile @Nullable Runnable cancellation;

    /** Of the event loop: whether something is on its way to the client, and whether the application has ended. */
    private boolean writing;

    private boolean finished;

    /** @param onEnd told when the client has all it will get */
    ServedExchange(ServedRequest request, Outlet outlet, Workers workers, AppLog log, Consumer<ServedExchange> onEnd) {
        this.request = request;
        this.outlet = outlet;
        this.workers = workers;
        this.log = log;
        this.onEnd = onEnd;
        channel = outlet.channel();
        outlet.onGone(this::leave);
    }

    /** Runs the application's handler, on the thread that calls. */
    void serve(Application application) {
        cancellation = application.serve(this);
        if (gone) {
            cancel();
        }
    }

    /** The client has gone. */
    private void leave() {
        gone = true;
        if (over.compareAndSet(false, true)) {
            cancel();
            onEnd.accept(this);
        }
    }

    private void cancel() {
        Runnable cancel = cancellation;
        if (cancel != null) {
            cancellation = null;
            workers.signals().execute(cancel);
        }
    }

    @Override
    public String id() {
        return request.id();
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public URI uri() {
        return request.uri();
    }

    @Override
    public String contextPath() {
        return request.contextPath();
    }

    @Override
    public void forEachField(BiConsumer<String, String> field) {
        request.forEachField(field);
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
        return request.remoteAddress();
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return request.localAddress();
    }

    @Override
    public @Nullable String tlsSession() {
        return request.tlsSession();
    }

    @Override
    public X509Certificate @Nullable [] clientCertificates() {
        return request.clientCertificates();
    }

    @Override
    public Flow.Publisher<ByteBuffer> body() {
        return request.body(workers);
    }

    @Override
    public void answer(int status, List<String> fields, @Nullable ByteBuffer body, Done done) {
        AnswerHead head = new AnswerHead(status, fields);
        if (begin(head)) {
            onLoop(() -> writeWhole(head, body));
        }
        done.tell(null); // it need not wait until the bytes are out, and saves a change of threads
    }

    private void writeWhole(AnswerHead head, @Nullable ByteBuffer body) {
        ByteBuffer sent = body != null && body.hasRemaining() && !isBodiless(head) ? body : null;
        if (sent != null) {
            request.answered();
        }
        write(outlet.send(head, sent), failure -> {});
    }

    @Override
    public void answer(int status, List<String> fields, Flow.Publisher<ByteBuffer> body, Done done) {
        AnswerHead head = new AnswerHead(status, fields);
        if (!begin(head)) {
            done.tell(null);
            return;
        }
        onLoop(() -> {
            if (isBodiless(head)) {
                write(outlet.send(head, (ByteBuffer) null), onWorker(done));
                return;
            }
            if (head.isEventStream()) {
                endWithTheClient();
            }
            Mono<Void> sent = BodySender.send(outlet, body, head.length(), workers.signals());
            write(outlet.send(head, sent), onWorker(done));
        });
    }

    @Override
    public void answer(int status, List<String> fields, Path file, long position, long count, Done done) {
        AnswerHead head = new AnswerHead(status, fields);
        if (!FileBody.kernelSends(channel)) {
            answer(status, fields, FileBody.read(file, position, count), done);
        } else if (begin(head)) {
            onLoop(() -> write(
                    isBodiless(head) ? outlet.send(head, (ByteBuffer) null) : outlet.send(head, file, position, count),
                    onWorker(done)));
        } else {
            done.tell(null);
        }
    }

    @Override
    public void upgrade(
            List<String> fields,
            @Nullable String protocol,
            int maxFrame,
            Function<WebSocketPeer, Flow.Publisher<Void>> handler,
            Done done) {
        AnswerHead head = new AnswerHead(200, fields);
        if (!begin(head)) {
            done.tell(null);
            return;
        }
        onLoop(() -> {
            endWithTheClient();
            Mono<Void> connection =
                    outlet.upgrade(head, protocol, maxFrame, workers, handler, failure -> log.failed(request, failure));
            write(connection, onWorker(done));
        });
    }

    @Override
    public void finish() {
        onLoop(() -> {
            finished = true;
            endIfAllIsSaid();
        });
    }

    @Override
    public void fail(int status, List<String> fields, Throwable cause) {
        if (over.get()) {
            return;
        }
        boolean exits = AppLog.isExit(cause);
        int code = exits ? 503 : status < 400 || status > 599 ? 500 : status;
        if (code >= 500 && !exits && !gone && !request.isBodyBroken()) {
            log.failed(request, cause);
        }
        List<String> honest = new AnswerHead(code, fields).problem() == null ? fields : List.of();
        answerError(exits ? ErrorPages.notServing() : ErrorPages.of(code, honest));
    }

    /** Gives up on an application that did not begin an answer in time. */
    void failIfLate(long now, long nanos) {
        if (now - request.progress() > nanos && !begun.get()) {
            log.late(request, nanos);
            answerError(ErrorPages.of(504, List.of()));
            cancel();
        }
    }

    /** Turns the client away. */
    void refuse(ErrorAnswer answer) {
        answerError(answer);
    }

    /** The application ends before it has answered. */
    void abandon() {
        answerError(ErrorPages.notServing());
        cancel();
    }

    /** In place of the application's answer; behind the head of that one an honest end is all that is left to give. */
    private void answerError(ErrorAnswer answer) {
        if (begun.compareAndSet(false, true)) {
            onLoop(() -> writeError(answer));
        } else {
            onLoop(this::abort);
        }
    }

    /** Says whether the head may be written, which it may once, and if it is one. */
    private boolean begin(AnswerHead head) {
        if (!begun.compareAndSet(false, true)) {
            return false;
        }
        String problem = head.problem();
        if (problem == null) {
            return true;
        }
        log.refused(request, problem);
        onLoop(() -> writeError(ErrorPages.of(500, List.of())));
        return false;
    }

    private void writeError(ErrorAnswer answer) {
        finished = true;
        request.answered();
        write(outlet.send(answer), failure -> {});
    }

    private boolean isBodiless(AnswerHead head) {
        return head.isBodiless() || method().equals("HEAD");
    }

    /**
     * Takes the end of what the client sends for the end of the client. Elsewhere it may only have no more to ask; but what
     * has no end of its own would go on for one that left.
     */
    private void endWithTheClient() {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    }

    private void write(Mono<Void> bytes, Done done) {
        writing = true;
        bytes.subscribe(
                nothing -> {},
                failure -> onLoop(() -> written(failure, done)),
                () -> onLoop(() -> written(null, done)));
    }

    private void written(@Nullable Throwable failure, Done done) {
        writing = false;
        done.tell(failure);
        if (failure == null) {
            endIfAllIsSaid();
        } else if (finished) {
            abort();
        }
    }

    private void endIfAllIsSaid() {
        if (finished && !writing) {
            end();
        }
    }

    private void end() {
        if (over.compareAndSet(false, true)) {
            request.answered();
            outlet.end();
            onEnd.accept(this);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing to do if it fails
    private void abort() {
        if (!over.get()) {
            if (!outlet.isComplete()) {
                channel.close();
            }
            end();
        }
    }

    private Done onWorker(Done done) {
        return failure -> workers.signals().execute(() -> done.tell(failure));
    }

    private void onLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }
}
