package org.jminihttpd;

import java.time.Duration;
import java.util.List;
import org.jminihttpd.SettingsConfiguration.Checked;
import org.jminihttpd.accesslog.AccessLog;
import org.jminihttpd.actuate.Actuator;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.guard.Guards;
import org.jminihttpd.lane.HotAnswers;
import org.jminihttpd.listen.ListenerGroup;
import org.jminihttpd.listen.Listeners;
import org.jminihttpd.listen.ListenersCustomizer;
import org.jminihttpd.process.SystemdNotifier;
import org.jminihttpd.route.RouteTable;
import org.jminihttpd.route.RouteTableRouter;
import org.jminihttpd.route.RouterHandler;
import org.jminihttpd.tls.Certificates;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizerBeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** From checked settings to listening servers: what the program runs. */
@Configuration(proxyBeanMethods = false)
@Import({SettingsConfiguration.class, ActuatorConfiguration.class})
@ImportAutoConfiguration(LifecycleAutoConfiguration.class)
class ServerConfiguration {

    @Bean
    static WebServerFactoryCustomizerBeanPostProcessor webServerFactoryCustomizers() {
        return new WebServerFactoryCustomizerBeanPostProcessor();
    }

    /** Boot's server; {@link ListenersCustomizer} makes it the first listener and adds the others. */
    @Bean
    NettyReactiveWebServerFactory webServerFactory() {
        return new NettyReactiveWebServerFactory();
    }

    @Bean
    Listeners listeners(HttpdProperties properties, Checked checked) {
        return Listeners.open(properties.listeners());
    }

    @Bean
    @Nullable
    Certificates certificates(HttpdProperties properties, Checked checked) {
        CertificateProperties files = properties.certificate();
        return files == null ? null : new Certificates(files, properties.http2());
    }

    @Bean
    AccessLog accessLog(HttpdProperties properties, Checked checked) {
        return new AccessLog(properties.accessLog());
    }

    @Bean
    ListenersCustomizer listenersCustomizer(
            Listeners listeners,
            HttpdProperties properties,
            AccessLog accessLog,
            @Nullable Certificates certificates,
            HotAnswers hotAnswers) {
        return new ListenersCustomizer(
                listeners, properties, new Guards(properties.limits()), accessLog, certificates, hotAnswers);
    }

    @Bean
    ListenerGroup listenerGroup(
            Listeners listeners,
            ListenersCustomizer servers,
            HttpHandler site,
            Actuator actuator,
            @Value("${spring.lifecycle.timeout-per-shutdown-phase:30s}") Duration patience) {
        return new ListenerGroup(
                listeners,
                servers,
                () -> site,
                () -> actuator.before(RouterHandler.of(new RouteTableRouter(new RouteTable(List.of())))),
                patience);
    }

    @Bean
    RoutesLifecycle routesLifecycle(RouteTable table, Checked checked) {
        return new RoutesLifecycle(table);
    }

    /** The routes of {@code [routes]}. */
    @Bean
    RouterFunction<ServerResponse> routes(RouteTable table) {
        return new RouteTableRouter(table);
    }

    /** What every listener of the site serves: the routes, behind the actuator unless that has a listener of its own. */
    @Bean
    HttpHandler site(RouterFunction<ServerResponse> routes, Actuator actuator, HttpdProperties properties) {
        HttpHandler handler = RouterHandler.of(routes);
        return properties.hasManagementListener() ? handler : actuator.before(handler);
    }

    @Bean
    SystemdNotifier systemdNotifier(Listeners listeners, @Value("${NOTIFY_SOCKET:}") String socket) {
        return new SystemdNotifier(socket, listeners);
    }
}
