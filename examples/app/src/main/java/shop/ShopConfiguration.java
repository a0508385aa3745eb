package shop;

import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;

/** The beans of the shop. A jar without Spring in it names this class in its manifest. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(ShopProperties.class)
@Import({ItemController.class, FileController.class, Stock.class})
public class ShopConfiguration {

    @Bean
    RouterFunction<ServerResponse> pages(ShopProperties properties) {
        return RouterFunctions.route()
                .GET("/hello", request -> ServerResponse.ok().bodyValue(properties.greeting() + "\n"))
                // a redirect within the application says where it is mounted
                .GET("/start", request -> ServerResponse.seeOther(
                                request.uriBuilder().replacePath(request.requestPath().contextPath() + "/hello").build())
                        .build())
                .build();
    }

    @Bean
    HandlerMapping sockets() {
        WebSocketHandler echo = session -> session.send(
                session.receive().map(message -> session.textMessage("you said: " + message.getPayloadAsText())));
        return new SimpleUrlHandlerMapping(Map.of("/echo", echo), -1);
    }
}
