package org.jminihttpd.destination.app.inside;

import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.function.server.support.RouterFunctionMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/** What turns the beans of an application without a main method into one handler. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties
class PlainConfiguration {

    /** Behind the application's mappings, before its static files. */
    private static final int ORDER = Ordered.LOWEST_PRECEDENCE - 2;

    @Bean
    ServerErrors serverErrors() {
        return new ServerErrors();
    }

    /** A WebHandler under the name that Spring gives to the one that answers all. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(HttpHandler.class)
    @ConditionalOnBean(name = WebHttpHandlerBuilder.WEB_HANDLER_BEAN_NAME)
    static class OneWebHandler {

        @Bean
        HttpHandler httpHandler(ApplicationContext context) {
            return WebHttpHandlerBuilder.applicationContext(context).build();
        }
    }

    /** Controllers, router functions, WebSocket mappings, static files, and at last a handler that takes the rest. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(
            value = HttpHandler.class,
            name = {WebHttpHandlerBuilder.WEB_HANDLER_BEAN_NAME})
    @Import(WebModules.class)
    static class Dispatched {

        @Bean
        @ConditionalOnBean(HandlerFunction.class)
        HandlerMapping restToFunction(
                HandlerFunction<? extends ServerResponse> function, ServerCodecConfigurer codecs) {
            RouterFunctionMapping mapping = new RouterFunctionMapping(all(function));
            mapping.setMessageReaders(codecs.getReaders());
            mapping.setOrder(ORDER);
            return mapping;
        }

        private static <T extends ServerResponse> RouterFunction<T> all(HandlerFunction<T> function) {
            return RouterFunctions.route(RequestPredicates.all(), function);
        }

        @Bean
        HandlerMapping restToWebHandler(ObjectProvider<WebHandler> handlers) {
            List<WebHandler> own = handlers.orderedStream()
                    .filter(handler -> !(handler instanceof DispatcherHandler))
                    .toList();
            SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping();
            mapping.setOrder(ORDER);
            if (!own.isEmpty()) {
                mapping.setUrlMap(java.util.Map.of("/**", own.get(0)));
            }
            return mapping;
        }
    }
}
