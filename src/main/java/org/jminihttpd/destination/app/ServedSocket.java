package org.jminihttpd.destination.app;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jminihttpd.destination.app.bridge.Done;
import org.jminihttpd.destination.app.bridge.WebSocketPeer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.adapter.ReactorNettyWebSocketSession;
import org.springframework.web.server.ServerWebExchange;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/** A WebSocket connection that an application talks over; its code runs on its own threads. */
final class ServedSocket implements WebSocketPeer {

    /** Frames that wait for the application. */
    private static final int FRAMES_AHEAD = 16;

    private final WebSocketSession session;
    private final Workers workers;

    private ServedSocket(WebSocketSession session, Workers workers) {
        this.session = session;
        this.workers = workers;
    }

    /**
     * Ends HTTP on a connection; what it gives ends with the connection.
     *
     * @param failed told what the application's handler throws
     */
    static Mono<Void> upgrade(
            ServerWebExchange exchange,
            HttpServerResponse response,
            @Nullable String protocol,
            int maxFrame,
            Workers workers,
            Function<WebSocketPeer, Flow.Publisher<Void>> handler,
            Consumer<Throwable> failed) {
        WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder().maxFramePayloadLength(maxFrame);
        if (protocol != null) {
            spec.protocols(protocol);
        }
        HandshakeInfo info =
                new HandshakeInfo(exchange.getRequest().getURI(), HttpHeaders.EMPTY, Mono.empty(), protocol);
        NettyDataBufferFactory buffers =
                (NettyDataBufferFactory) exchange.getResponse().bufferFactory();
        return response.sendWebsocket(
                (in, out) -> {
                    WebSocketSession session = new ReactorNettyWebSocketSession(in, out, info, buffers, maxFrame);
                    ServedSocket peer = new ServedSocket(session, workers);
                    return Mono.defer(() -> JdkFlowAdapter.flowPublisherToFlux(handler.apply(peer))
                                    .then())
                            .subscribeOn(workers.signalScheduler())
                            .doOnError(failed)
                            .onErrorResume(failure -> session.close(CloseStatus.SERVER_ERROR));
                },
                spec.build());
    }

    @Override
    public Flow.Publisher<Frame> frames() {
        Flux<Frame> frames = session.receive()
                .map(message -> new Frame(Kind.valueOf(message.getType().name()), copy(message.getPayload())));
        return JdkFlowAdapter.publisherToFlowPublisher(
                new Uncancelled<>(frames).publishOn(workers.signalScheduler(), FRAMES_AHEAD));
    }

    private static ByteBuffer copy(DataBuffer buffer) {
        ByteBuffer copy = ByteBuffer.allocate(buffer.readableByteCount());
        buffer.toByteBuffer(copy);
        return copy.clear();
    }

    @Override
    public void send(Flow.Publisher<Frame> frames, Done done) {
        Flux<WebSocketMessage> messages = JdkFlowAdapter.flowPublisherToFlux(frames)
                .subscribeOn(workers.signalScheduler())
                .map(frame -> new WebSocketMessage(
                        WebSocketMessage.Type.valueOf(frame.kind().name()),
                        session.bufferFactory().wrap(frame.payload())));
        tell(session.send(messages), done);
    }

    private void tell(Mono<Void> sent, Done done) {
        sent.subscribe(
                nothing -> {},
                failure -> workers.signals().execute(() -> done.tell(failure)),
                () -> workers.signals().execute(() -> done.tell(null)));
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public void close(int code, @Nullable String reason, Done done) {
        tell(session.close(new CloseStatus(code, reason)), done);
    }

    @Override
    public void onClose(BiConsumer<Integer, @Nullable String> closed) {
        session.closeStatus()
                .subscribe(
                        status -> workers.signals().execute(() -> closed.accept(status.getCode(), status.getReason())));
    }
}
