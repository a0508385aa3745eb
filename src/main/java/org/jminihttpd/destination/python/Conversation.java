package org.jminihttpd.destination.python;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jminihttpd.http.ErrorAnswer;
import org.jminihttpd.route.RoutedPath;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;

/**
 * One request and its answer, between a client and a thread of a worker.
 *
 * <p>All state belongs to the event loop of the client; the worker's connection may have another.
 */
final class Conversation {

    private final WorkerPool pool;
    private final HttpServerRequest request;
    private final RoutedPath path;
    private final Channel client;
    private final MonoSink<ServerResponse> sink;
    private final long since = System.nanoTime();
    private @Nullable WorkerConnection connection;
    private volatile @Nullable RequestBody body;
    private volatile @Nullable AnswerBody answer;
    private boolean answered;
    private boolean over;

    private Conversation(WorkerPool pool, HttpServerRequest request, RoutedPath path, MonoSink<ServerResponse> sink) {
        this.pool = pool;
        this.request = request;
        this.path = path;
        this.client = ((Connection) request).channel();
        this.sink = sink;
    }

    /** Asks a worker; the answer is there as soon as its head is. */
    static Mono<ServerResponse> hold(WorkerPool pool, HttpServerRequest request, RoutedPath path) {
        return Mono.create(sink -> {
            Conversation conversation = new Conversation(pool, request, path, sink);
            sink.onCancel(conversation::abandon);
            pool.serve(conversation);
        });
    }

    /** Whether it has lasted for so long. */
    boolean hasWaited(Duration time) {
        return System.nanoTime() - since >= time.toNanos();
    }

    /** Asks the thread of a connection. Any thread calls. */
    void begin(WorkerConnection given) {
        onLoop(() -> {
            if (over) {
                pool.release(given);
            } else {
                given.begin(
                        this,
                        RequestHead.frame(client.alloc(), request, path, given.peer() > 0 && kernelSends(client)));
            }
        });
    }

    /** The connection was about to close: another one has to be found. */
    void retry() {
        onLoop(() -> {
            if (!over) {
                pool.serve(this);
            }
        });
    }

    /** The head of the request is on its way. */
    void begun(WorkerConnection given) {
        onLoop(() -> {
            if (over) {
                given.abandon(this);
                return;
            }
            connection = given;
            if (RequestHead.hasBody(request)) {
                body = new RequestBody(this, given, client);
                if (!RequestHead.expectsContinue(request)) {
                    body.receive(request);
                }
            }
        });
    }

    /** Takes what the worker said, and what buffers are in it. */
    void accept(List<WorkerFrame> frames) {
        onLoop(() -> {
            frames.forEach(this::take);
            if (answer == null || over) {
                resume(); // over: the thread still has to say that it is free
            } else {
                tellHead(answer);
                answer.readOn();
            }
        });
    }

    private void take(WorkerFrame frame) {
        if (over) {
            FrameReader.release(List.of(frame));
        } else if (frame instanceof WorkerFrame.WantsBody && body != null) {
            body.receive(request);
        } else if (frame instanceof WorkerFrame.Head given) {
            answer = new AnswerBody(this, given.head(), client);
        } else if (frame instanceof WorkerFrame.Failed failed) {
            end();
            fail(failed.instead().status().code(), failed.instead()::addTo);
        } else if (answer == null) {
            FrameReader.release(List.of(frame));
        } else if (frame instanceof WorkerFrame.End) {
            end();
            answer.end();
            tellHead(answer);
        } else if (frame instanceof WorkerFrame.Data data) {
            answer.take(data.bytes());
        } else if (frame instanceof WorkerFrame.File file && connection != null) {
            connection.reply(answer.take(file, connection.peer()));
        }
    }

    /** When all that came with the head is known: a complete answer costs less than one that comes in pieces. */
    private void tellHead(AnswerBody given) {
        if (!answered) {
            answered = true;
            sink.success(new PythonAnswer(given));
        }
    }

    /** The worker is done with it. */
    private void end() {
        over = true;
        if (body != null) {
            body.end();
        }
        pool.answered();
    }

    /** The client takes more of the answer. */
    void resume() {
        if (connection != null) {
            connection.resume();
        }
    }

    /** The client is gone. */
    void abandon() {
        onLoop(() -> {
            if (over) {
                return;
            }
            finish();
            if (answer != null) {
                answer.discard();
            }
            if (connection == null) {
                pool.forget(this);
            } else {
                connection.abandon(this);
            }
        });
    }

    /** No thread can be had. */
    void refuse(int seconds) {
        onLoop(() -> {
            if (!over) {
                finish();
                fail(503, fields -> fields.set(HttpHeaders.RETRY_AFTER, Integer.toString(seconds)));
            }
        });
    }

    /** The worker is dead. */
    void lost() {
        breakOff(502);
    }

    /** The worker gives no sign of life. */
    void timedOut() {
        breakOff(504);
    }

    private void breakOff(int status) {
        onLoop(() -> {
            if (!over) {
                finish();
                fail(status, fields -> {});
            }
        });
    }

    /** Nothing more is expected from the worker or told to it. */
    private void finish() {
        over = true;
        if (body != null) {
            body.dispose();
        }
    }

    /** Answers with an error page if nothing is answered yet, else ends the answer where it is. */
    private void fail(int status, Consumer<HttpHeaders> fields) {
        if (!answered) {
            answered = true;
            if (answer != null) {
                answer.discard();
            }
            sink.success(ErrorAnswer.of(HttpStatusCode.valueOf(status < 400 ? 502 : status), fields));
        } else if (answer != null) {
            answer.fail();
        }
    }

    /** A number that changes while the request comes in. */
    long progress() {
        RequestBody current = body;
        return current == null ? 0 : current.progress();
    }

    /** Whether it is the client's turn: to send more of the request, or to take some of the answer. */
    boolean waitsForClient() {
        RequestBody request = body;
        AnswerBody reply = answer;
        return (request != null && request.waitsForClient()) || (reply != null && reply.waitsForClient());
    }

    private void onLoop(Runnable task) {
        EventLoop loop = client.eventLoop();
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /** Bytes that someone must encrypt, compress or frame have to come through us. */
    private static boolean kernelSends(Channel channel) {
        return !(channel instanceof Http2StreamChannel)
                && channel.pipeline().get(NettyPipeline.SslHandler) == null
                && channel.pipeline().get(NettyPipeline.CompressionHandler) == null;
    }

    /** For the log: what was asked for. */
    @Override
    public String toString() {
        return request.method() + " " + path.path();
    }
}
