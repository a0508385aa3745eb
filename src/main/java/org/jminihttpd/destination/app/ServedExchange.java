package org.jminihttpd.destination.app;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpVersion;
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
import org.jminihttpd.route.RoutedPath;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A request that an application answers, over reactor-netty's own request and response. The application calls from its
 * threads; what it says is written on the event loop of the channel.
 */
final class ServedExchange implements Exchange {

    private final ServedRequest request;
    private final Workers workers;
    private final AppLog log;
    private final Consumer<ServedExchange> onEnd;
    private final ServerWebExchange exchange;
    private final ServerResponse.Context context;
    private final MonoSink<Void> sink;
    private final HttpServerResponse response;
    private final Channel channel;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean gone;
    private volatile @Nullable Runnable cancellation;

    /** Of the event loop: whether something is on its way to the client, and whether the application has ended. */
    private boolean writing;

    private boolean finished;

    /** @param onEnd told when the client has all it will get */
    ServedExchange(
            RoutedPath path,
            Workers workers,
            AppLog log,
            Consumer<ServedExchange> onEnd,
            ServerWebExchange exchange,
            ServerResponse.Context context,
            MonoSink<Void> sink) {
        this.workers = workers;
        this.log = log;
        this.onEnd = onEnd;
        this.exchange = exchange;
        this.context = context;
        this.sink = sink;
        response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
        channel = ((Connection) response).channel();
        request = new ServedRequest(exchange.getRequest(), path, channel);
        sink.onCancel(this::leave);
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
        writeHead(head);
        // Without a body reactor-netty sends the head at the end
        if (body != null && body.hasRemaining() && !isBodiless(head)) {
            response.responseHeaders().set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.remaining()));
            request.answered();
            write(response.sendObject(Unpooled.wrappedBuffer(body)).then(), failure -> {});
        }
    }

    @Override
    public void answer(int status, List<String> fields, Flow.Publisher<ByteBuffer> body, Done done) {
        AnswerHead head = new AnswerHead(status, fields);
        if (!begin(head)) {
            done.tell(null);
            return;
        }
        onLoop(() -> {
            writeHead(head);
            if (isBodiless(head)) {
                onWorker(done).tell(null);
            } else {
                delimitByClosing(head);
                if (head.isEventStream()) {
                    endWithTheClient();
                }
                Mono<Void> sent = BodySender.send(channel, body, head.length(), workers.signals());
                write(response.sendHeaders().then(sent).then(), onWorker(done));
            }
        });
    }

    @Override
    public void answer(int status, List<String> fields, Path file, long position, long count, Done done) {
        AnswerHead head = new AnswerHead(status, fields);
        if (!FileBody.kernelSends(channel)) {
            answer(status, fields, FileBody.read(file, position, count), done);
        } else if (begin(head)) {
            onLoop(() -> {
                writeHead(head);
                if (isBodiless(head)) {
                    onWorker(done).tell(null);
                } else {
                    response.responseHeaders().set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(count));
                    write(response.sendFile(file, position, count).then(), onWorker(done));
                }
            });
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
            head.writeTo(response.responseHeaders());
            endWithTheClient();
            Mono<Void> connection = ServedSocket.upgrade(
                    exchange, response, protocol, maxFrame, workers, handler, failure -> log.failed(request, failure));
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
            onLoop(() -> {
                finished = true;
                write(answer.writeTo(exchange, context), failure -> {});
            });
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
        onLoop(() -> {
            finished = true;
            write(ErrorPages.of(500, List.of()).writeTo(exchange, context), failure -> {});
        });
        return false;
    }

    private boolean isBodiless(AnswerHead head) {
        return head.isBodiless() || method().equals("HEAD");
    }

    private void writeHead(AnswerHead head) {
        response.status(head.status());
        head.writeTo(response.responseHeaders());
    }

    /** An HTTP/1.0 client knows no chunks, which reactor-netty would send all the same (RFC 9112 6.1). */
    private void delimitByClosing(AnswerHead head) {
        if (head.length() < 0 && response.version().equals(HttpVersion.HTTP_1_0)) {
            response.chunkedTransfer(false).keepAlive(false);
        }
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
            sink.success();
            onEnd.accept(this);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing to do if it fails
    private void abort() {
        if (!over.get()) {
            channel.close();
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
