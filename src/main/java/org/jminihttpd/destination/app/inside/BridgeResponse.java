package org.jminihttpd.destination.app.inside;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jminihttpd.destination.app.bridge.Done;
import org.jminihttpd.destination.app.bridge.Exchange;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ChannelSendOperator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An answer as the application's Spring writes it. */
final class BridgeResponse implements ServerHttpResponse, ZeroCopyHttpOutputMessage {

    private final Exchange exchange;
    private final HttpHeaders headers = new HttpHeaders();
    private final MultiValueMap<String, ResponseCookie> cookies = new LinkedMultiValueMap<>();
    private final List<Supplier<? extends Mono<Void>>> beforeCommit = new ArrayList<>(2);
    private final AtomicBoolean committed = new AtomicBoolean();
    private @Nullable HttpStatusCode status;

    BridgeResponse(Exchange exchange) {
        this.exchange = exchange;
    }

    /** The one behind an application's decorations. */
    static BridgeResponse of(ServerHttpResponse response) {
        ServerHttpResponse inner = response;
        while (inner instanceof ServerHttpResponseDecorator decorator) {
            inner = decorator.getDelegate();
        }
        if (inner instanceof BridgeResponse bridge) {
            return bridge;
        }
        throw new IllegalStateException(
                "The application replaced the response by " + inner.getClass().getName());
    }

    Exchange exchange() {
        return exchange;
    }

    @Override
    public boolean setStatusCode(@Nullable HttpStatusCode code) {
        if (committed.get()) {
            return false;
        }
        status = code;
        return true;
    }

    @Override
    public @Nullable HttpStatusCode getStatusCode() {
        return status;
    }

    @Override
    public HttpHeaders getHeaders() {
        return committed.get() ? HttpHeaders.readOnlyHttpHeaders(headers) : headers;
    }

    @Override
    public MultiValueMap<String, ResponseCookie> getCookies() {
        return committed.get() ? CollectionUtils.unmodifiableMultiValueMap(cookies) : cookies;
    }

    @Override
    public void addCookie(ResponseCookie cookie) {
        if (committed.get()) {
            throw new IllegalStateException("The head of the answer is sent: no cookie can be added to it");
        }
        cookies.add(cookie.getName(), cookie);
    }

    @Override
    public DataBufferFactory bufferFactory() {
        return DefaultDataBufferFactory.sharedInstance;
    }

    @Override
    public void beforeCommit(Supplier<? extends Mono<Void>> action) {
        beforeCommit.add(action);
    }

    @Override
    public boolean isCommitted() {
        return committed.get();
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        if (body instanceof Mono<? extends DataBuffer> one) {
            return one.flatMap(buffer -> commit(done -> exchange.answer(status(), fields(), bytes(buffer), done)));
        }
        // Waits for the first buffer: until then an error can still become the answer
        return new ChannelSendOperator<DataBuffer>(body, buffers -> stream(Flux.from(buffers)));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return new ChannelSendOperator<Publisher<? extends DataBuffer>>(
                body, parts -> stream(Flux.from(parts).concatMap(part -> part, 1)));
    }

    private Mono<Void> stream(Flux<? extends DataBuffer> body) {
        return commit(done -> exchange.answer(
                status(), fields(), JdkFlowAdapter.publisherToFlowPublisher(body.map(BridgeResponse::bytes)), done));
    }

    @Override
    public Mono<Void> writeWith(Path file, long position, long count) {
        return commit(done -> exchange.answer(status(), fields(), file, position, count, done));
    }

    @Override
    public Mono<Void> setComplete() {
        return commit(done -> exchange.answer(status(), fields(), (ByteBuffer) null, done));
    }

    /** The server's answer in place of the application's. */
    Mono<Void> fail(Throwable failure) {
        return Mono.defer(() -> {
            committed.set(true);
            Failure.tell(exchange, failure);
            return Mono.empty();
        });
    }

    /** Leaves the connection to another protocol; what the application set for the answer becomes part of the handshake's. */
    Mono<Void> upgrade(Consumer<Done> handshake) {
        return commit(handshake);
    }

    /** Runs what was registered, then writes; nothing if the answer is committed already. */
    private Mono<Void> commit(Consumer<Done> write) {
        if (beforeCommit.isEmpty()) {
            return Mono.defer(() -> committed.compareAndSet(false, true) ? sent(write) : Mono.empty());
        }
        return Mono.defer(() -> {
            List<Supplier<? extends Mono<Void>>> actions = List.copyOf(beforeCommit);
            beforeCommit.clear();
            return Flux.fromIterable(actions).concatMap(Supplier::get).then(commit(write));
        });
    }

    /** Ends when what was begun calls back. */
    static Mono<Void> sent(Consumer<Done> write) {
        return Mono.create(sink -> write.accept(failure -> {
            if (failure == null) {
                sink.success();
            } else {
                sink.error(failure);
            }
        }));
    }

    private int status() {
        HttpStatusCode code = status;
        return code == null ? 200 : code.value();
    }

    /** Names and values in turn. */
    List<String> fields() {
        List<String> fields = Failure.fields(headers);
        cookies.values()
                .forEach(list -> list.forEach(cookie -> {
                    fields.add(HttpHeaders.SET_COOKIE);
                    fields.add(cookie.toString());
                }));
        return fields;
    }

    /** The readable bytes; the buffer belongs to them from then on. */
    static ByteBuffer bytes(DataBuffer buffer) {
        if (buffer instanceof DefaultDataBuffer plain) {
            ByteBuffer bytes = plain.getNativeBuffer().duplicate().clear();
            return bytes.position(plain.readPosition()).limit(plain.writePosition());
        }
        ByteBuffer copy = ByteBuffer.allocate(buffer.readableByteCount());
        buffer.toByteBuffer(copy);
        DataBufferUtils.release(buffer);
        return copy.clear();
    }
}
