package org.jminihttpd;

import org.jminihttpd.actuate.Actuator;
import org.jminihttpd.http.ErrorAnswer;
import org.jminihttpd.route.RouteTable;
import org.jminihttpd.route.RouteTableRouter;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizerBeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** From the bound configuration to bound servers. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(LifecycleAutoConfiguration.class)
class ServerConfiguration {

    @Bean
    static WebServerFactoryCustomizerBeanPostProcessor webServerFactoryCustomizers() {
        return new WebServerFactoryCustomizerBeanPostProcessor();
    }

    @Bean
    NettyReactiveWebServerFactory webServerFactory() {
        return new NettyReactiveWebServerFactory();
    }

    @Bean
    RouterFunction<ServerResponse> routes(RouteTable table) {
        return new RouteTableRouter(table);
    }

    @Bean
    RouteTable routeTable() {
        return new RouteTable(java.util.List.of());
    }

    @Bean
    HttpHandler siteHandler(RouterFunction<ServerResponse> routes, Actuator actuator) {
        return actuator.before(withoutDispatcher(routes));
    }

    /** A router function served directly: DispatcherHandler would halve the throughput of small files. */
    private static HttpHandler withoutDispatcher(RouterFunction<ServerResponse> router) {
        return RouterFunctions.toHttpHandler(
                router,
                HandlerStrategies.empty()
                        .exceptionHandler(
                                (exchange, failure) -> ErrorAnswer.of(failure).writeTo(exchange, NoContext.INSTANCE))
                        .build());
    }
}
