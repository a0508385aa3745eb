package org.jminihttpd.destination.app.inside;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Mono;

/** WebSocket over the server's connection, in place of the way that the application's own server would have. */
final class BridgeUpgrade implements RequestUpgradeStrategy {

    /** What reactor-netty takes unless told otherwise. */
    private static final int MAX_FRAME = 65_536;

    private final int maxFrame;

    private BridgeUpgrade(int maxFrame) {
        this.maxFrame = maxFrame;
    }

    /** The bean, or another in its place if it is one that upgrades by itself. */
    static Object replacing(Object bean) {
        if (bean.getClass() == WebSocketHandlerAdapter.class) {
            WebSocketHandlerAdapter adapter = (WebSocketHandlerAdapter) bean;
            WebSocketService service = service(adapter.getWebSocketService());
            if (service != adapter.getWebSocketService()) {
                WebSocketHandlerAdapter other = new WebSocketHandlerAdapter(service);
                other.setOrder(adapter.getOrder());
                return other;
            }
        }
        return bean instanceof WebSocketService service ? service(service) : bean;
    }

    private static WebSocketService service(WebSocketService service) {
        if (service.getClass() == HandshakeWebSocketService.class) {
            HandshakeWebSocketService known = (HandshakeWebSocketService) service;
            HandshakeWebSocketService other =
                    new HandshakeWebSocketService(new BridgeUpgrade(maxFrame(known.getUpgradeStrategy())));
            if (known.getSessionAttributePredicate() != null) {
                other.setSessionAttributePredicate(known.getSessionAttributePredicate());
            }
            return other;
        }
        // Spring's own, where the application has no server that could upgrade
        boolean none = service.getClass().getSimpleName().equals("NoUpgradeStrategyWebSocketService");
        return none ? new HandshakeWebSocketService(new BridgeUpgrade(MAX_FRAME)) : service;
    }

    private static int maxFrame(RequestUpgradeStrategy strategy) {
        return strategy instanceof ReactorNettyRequestUpgradeStrategy netty
                ? netty.getWebsocketServerSpec().maxFramePayloadLength()
                : MAX_FRAME;
    }

    @Override
    public Mono<Void> upgrade(
            ServerWebExchange exchange,
            WebSocketHandler handler,
            @Nullable String protocol,
            Supplier<HandshakeInfo> handshakeInfo) {
        BridgeResponse response = BridgeResponse.of(exchange.getResponse());
        HandshakeInfo info = handshakeInfo.get();
        return response.upgrade(done -> response.exchange()
                .upgrade(
                        response.fields(),
                        protocol,
                        maxFrame,
                        peer -> {
                            BridgeSession session =
                                    new BridgeSession(peer, response.exchange().id(), info);
                            return JdkFlowAdapter.publisherToFlowPublisher(handler.handle(session));
                        },
                        done));
    }
}
