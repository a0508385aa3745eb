package org.jminihttpd;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jminihttpd.SettingsConfiguration.Checked;
import org.jminihttpd.accesslog.AccessLog;
import org.jminihttpd.accesslog.AnswerObserver;
import org.jminihttpd.actuate.Actuator;
import org.jminihttpd.actuate.ActuatorPath;
import org.jminihttpd.actuate.ReloadHandler;
import org.jminihttpd.actuate.Status;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.config.HttpdPropertiesReader;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.lane.FastLane;
import org.jminihttpd.listen.ListenerGroup;
import org.jminihttpd.listen.Listeners;
import org.jminihttpd.listen.ListenersCustomizer;
import org.jminihttpd.metrics.Metrics;
import org.jminihttpd.process.HangupSignal;
import org.jminihttpd.process.SystemdNotifier;
import org.jminihttpd.process.Watchdog;
import org.jminihttpd.reload.ConfigWatch;
import org.jminihttpd.reload.CurrentConfiguration;
import org.jminihttpd.reload.LiveSite;
import org.jminihttpd.reload.Reloader;
import org.jminihttpd.route.CurrentRouteTable;
import org.jminihttpd.route.DirectRoutes;
import org.jminihttpd.route.RouteNames;
import org.jminihttpd.route.RouteTable;
import org.jminihttpd.route.RouteTableFactory;
import org.jminihttpd.route.RouteTableRouter;
import org.jminihttpd.route.RouterHandler;
import org.jminihttpd.tls.Certificates;
import org.jminihttpd.tls.CurrentCertificates;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizerBeanPostProcessor;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** From checked settings to listening servers: what the program runs. */
@Configuration(proxyBeanMethods = false)
@Import(SettingsConfiguration.class)
class ServerConfiguration {

    private static final String STOP_PATIENCE = "${spring.lifecycle.timeout-per-shutdown-phase:30s}";

    @Bean
    static WebServerFactoryCustomizerBeanPostProcessor webServerFactoryCustomizers() {
        return new WebServerFactoryCustomizerBeanPostProcessor();
    }

    @Bean
    DefaultLifecycleProcessor lifecycleProcessor(@Value(STOP_PATIENCE) Duration patience) {
        DefaultLifecycleProcessor processor = new DefaultLifecycleProcessor();
        processor.setTimeoutPerShutdownPhase(patience.toMillis());
        return processor;
    }

    /** Hears that the server is ready, long before health may be asked. */
    @Bean
    ApplicationAvailabilityBean applicationAvailability() {
        return new ApplicationAvailabilityBean();
    }

    @Bean
    static ActuatorPath actuatorPath(ConfigurableEnvironment environment) {
        return new ActuatorPath(HttpdPropertiesReader.actuatorPath(environment));
    }

    @Bean
    ActuatorContext actuatorContext(ApplicationContext server, ConfigurableEnvironment environment, ActuatorPath path) {
        return new ActuatorContext(server, environment, path);
    }

    @Bean
    Actuator actuator(ActuatorContext context) {
        return context.actuator();
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
        return Certificates.of(properties);
    }

    @Bean
    AccessLog accessLog(
            HttpdProperties properties, Metrics metrics, Status status, RouteNames routes, Checked checked) {
        return new AccessLog(
                properties.accessLog(), () -> AnswerObserver.both(metrics.observer(), status.observer()), routes::of);
    }

    @Bean
    Status status(
            CurrentConfiguration configuration,
            CurrentRouteTable tables,
            CurrentCertificates certificates,
            ObjectProvider<Listeners> listeners) {
        return new Status(configuration, tables, certificates, listeners::getObject);
    }

    @Bean
    RouteNames routeNames(
            CurrentRouteTable tables, CurrentConfiguration configuration, ConfigurableEnvironment environment) {
        Predicate<String> actuator = SettingsConfiguration.actuator(environment);
        return new RouteNames(
                tables::table, path -> !configuration.properties().hasManagementListener() && actuator.test(path));
    }

    @Bean
    Metrics metrics(
            CurrentConfiguration configuration,
            CurrentRouteTable tables,
            RouteNames names,
            CurrentCertificates certificates,
            RouteTableFactory routes,
            ObjectProvider<ListenersCustomizer> servers,
            ObjectProvider<ListenerGroup> listeners) {
        return new Metrics(
                configuration,
                tables,
                names,
                certificates,
                routes.refusals(),
                servers::getObject,
                listeners::getObject);
    }

    @Bean
    CurrentCertificates currentCertificates(@Nullable Certificates certificates) {
        return new CurrentCertificates(certificates);
    }

    @Bean
    CurrentConfiguration currentConfiguration(HttpdProperties properties, Checked checked) {
        return new CurrentConfiguration(properties);
    }

    /** Closed by {@link RoutesLifecycle}. */
    @Bean(destroyMethod = "")
    CurrentRouteTable currentRouteTable(RouteTable table, Checked checked) {
        return new CurrentRouteTable(table);
    }

    @Bean
    ListenersCustomizer listenersCustomizer(
            Listeners listeners,
            HttpdProperties properties,
            AccessLog accessLog,
            @Nullable Certificates certificates,
            FastLane fastLane) {
        return new ListenersCustomizer(listeners, properties, accessLog, certificates, fastLane);
    }

    /** The quick ways to what {@link #site} serves. */
    @Bean
    FastLane fastLane(CurrentRouteTable tables, Actuator actuator, CurrentConfiguration configuration) {
        return new FastLane(
                () -> tables.table().hotAnswers(),
                new DirectRoutes(
                        tables,
                        path -> actuator.covers().test(path)
                                && !configuration.properties().hasManagementListener()));
    }

    @Bean
    ListenerGroup listenerGroup(
            Listeners listeners,
            ListenersCustomizer servers,
            HttpHandler site,
            Actuator actuator,
            ActuatorPath path,
            CurrentConfiguration configuration,
            ObjectProvider<Reloader> reloader,
            Metrics metrics,
            Status status,
            @Value(STOP_PATIENCE) Duration patience) {
        HttpHandler nothing = RouterHandler.of(new RouteTableRouter(new RouteTable(List.of())));
        return new ListenerGroup(
                listeners,
                servers,
                () -> site,
                () -> new ReloadHandler(reloader.getObject())
                        .at(path, () -> configuration.properties().reload().endpoint())
                        .before(metrics.at(path).before(status.at(path).before(actuator.before(nothing)))),
                patience);
    }

    @Bean
    RightsLifecycle rightsLifecycle(
            HttpdProperties properties,
            RouteTableFactory routes,
            CurrentRouteTable tables,
            Listeners listeners,
            @Value("${jminihttpd.config:/etc/jminihttpd.conf}") String configuration,
            @Value("${logging.file.name:}") String log) {
        List<Path> written = new ArrayList<>(properties.accessLog().files());
        if (!log.isEmpty()) {
            written.add(Path.of(log));
        }
        return new RightsLifecycle(properties, routes, tables, listeners, Path.of(configuration), written);
    }

    @Bean
    RoutesLifecycle routesLifecycle(CurrentRouteTable tables) {
        return new RoutesLifecycle(tables);
    }

    /** The routes of {@code [routes]}, as they are at the moment. */
    @Bean
    RouterFunction<ServerResponse> routes(CurrentRouteTable tables) {
        return new RouteTableRouter(tables::table);
    }

    /** What every listener of the site serves: the routes, behind the actuator unless that has a listener of its own. */
    @Bean
    HttpHandler site(
            RouterFunction<ServerResponse> routes,
            CurrentRouteTable tables,
            Actuator actuator,
            CurrentConfiguration configuration) {
        HttpHandler alone = RouterHandler.of(routes, tables);
        HttpHandler both = actuator.before(alone);
        return (request, response) ->
                (configuration.properties().hasManagementListener() ? alone : both).handle(request, response);
    }

    @Bean
    LiveSite liveSite(
            CurrentConfiguration configuration,
            CurrentRouteTable tables,
            CurrentCertificates certificates,
            AccessLog accessLog,
            ListenerGroup listeners) {
        return new LiveSite(configuration, tables, certificates, accessLog, listeners);
    }

    @Bean
    Reloader reloader(ConfigurableEnvironment environment, RouteTableFactory routes, LiveSite site, Metrics metrics) {
        Reloader reloader =
                new Reloader(environment, Applications.READERS, routes, SettingsConfiguration::answeredBefore, site);
        reloader.tell(metrics.reloads());
        return reloader;
    }

    @Bean
    ConfigWatch configWatch(CurrentConfiguration configuration, Reloader reloader) {
        return new ConfigWatch(configuration, reloader);
    }

    @Bean
    HangupSignal hangupSignal(Reloader reloader) {
        return new HangupSignal(reloader);
    }

    @Bean
    Watchdog watchdog(
            SystemdNotifier systemd,
            Listeners listeners,
            ListenersCustomizer servers,
            @Value("${WATCHDOG_USEC:}") String micros,
            @Value("${WATCHDOG_PID:}") String pid) {
        return new Watchdog(systemd, Watchdog.period(micros, pid), listeners, servers::eventLoops, new OwnRequest());
    }

    @Bean
    SystemdNotifier systemdNotifier(
            Listeners listeners,
            CurrentConfiguration configuration,
            Reloader reloader,
            @Value("${NOTIFY_SOCKET:}") String socket) {
        SystemdNotifier notifier = new SystemdNotifier(
                socket,
                listeners,
                () -> configuration.properties().routes().stream()
                        .map(RouteEntry::url)
                        .toList());
        reloader.tell(notifier);
        return notifier;
    }
}
