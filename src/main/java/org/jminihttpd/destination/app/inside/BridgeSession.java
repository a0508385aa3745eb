package org.jminihttpd.destination.app.inside;

import java.nio.ByteBuffer;
import org.jminihttpd.destination.app.bridge.WebSocketPeer;
import org.jminihttpd.destination.app.bridge.WebSocketPeer.Frame;
import org.jminihttpd.destination.app.bridge.WebSocketPeer.Kind;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.adapter.AbstractWebSocketSession;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A WebSocket connection as the application's Spring sees it. */
final class BridgeSession extends AbstractWebSocketSession<WebSocketPeer> {

    private final Mono<CloseStatus> closeStatus;

    BridgeSession(WebSocketPeer peer, String id, HandshakeInfo info) {
        super(peer, id, info, DefaultDataBufferFactory.sharedInstance);
        closeStatus = Mono.<CloseStatus>create(
                        sink -> peer.onClose((code, reason) -> sink.success(new CloseStatus(code, reason))))
                .cache();
    }

    @Override
    public Flux<WebSocketMessage> receive() {
        return JdkFlowAdapter.flowPublisherToFlux(getDelegate().frames())
                .map(frame -> new WebSocketMessage(
                        WebSocketMessage.Type.valueOf(frame.kind().name()),
                        bufferFactory().wrap(frame.payload())));
    }

    @Override
    public Mono<Void> send(Publisher<WebSocketMessage> messages) {
        Flux<Frame> frames = Flux.from(messages).map(message -> {
            ByteBuffer payload = BridgeResponse.bytes(message.getPayload());
            return new Frame(Kind.valueOf(message.getType().name()), payload);
        });
        return BridgeResponse.sent(done -> getDelegate().send(JdkFlowAdapter.publisherToFlowPublisher(frames), done));
    }

    @Override
    public boolean isOpen() {
        return getDelegate().isOpen();
    }

    @Override
    public Mono<Void> close(CloseStatus status) {
        return BridgeResponse.sent(done -> getDelegate().close(status.getCode(), status.getReason(), done));
    }

    @Override
    public Mono<CloseStatus> closeStatus() {
        return closeStatus;
    }
}
