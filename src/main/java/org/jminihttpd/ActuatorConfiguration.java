package org.jminihttpd;

import java.time.Clock;
import org.jminihttpd.actuate.Actuator;
import org.jminihttpd.actuate.ActuatorPath;
import org.jminihttpd.actuate.CertificateHealthIndicator;
import org.jminihttpd.actuate.HealthHandler;
import org.jminihttpd.actuate.ListenersHealthIndicator;
import org.jminihttpd.actuate.ReloadHealthIndicator;
import org.jminihttpd.actuate.RoutesHealthIndicator;
import org.jminihttpd.listen.Listeners;
import org.jminihttpd.reload.Reloader;
import org.jminihttpd.route.CurrentRouteTable;
import org.jminihttpd.tls.CurrentCertificates;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.beans.BeansEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.condition.ConditionsReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.env.EnvironmentEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.info.InfoEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.logging.LogFileWebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.logging.LoggersEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.management.HeapDumpWebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.management.ThreadDumpEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.mappings.MappingsEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.actuate.endpoint.ReactiveHealthEndpointWebExtension;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.actuate.endpoint.web.WebFluxHealthEndpointExtensionAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.actuate.web.mappings.WebFluxMappingsAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/** Health, always; Boot's whole actuator, with the web layer and JSON it needs, only when {@code [management]} exposes more. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    ApplicationAvailabilityAutoConfiguration.class,
    AvailabilityProbesAutoConfiguration.class,
    HealthContributorRegistryAutoConfiguration.class,
    HealthEndpointAutoConfiguration.class
})
class ActuatorConfiguration {

    @Bean
    static ActuatorPath actuatorPath(Environment environment) {
        return new ActuatorPath(environment.getProperty("management.endpoints.web.base-path", "/actuator"));
    }

    @Bean
    ListenersHealthIndicator listenersHealthIndicator(Listeners listeners) {
        return new ListenersHealthIndicator(listeners);
    }

    @Bean
    CertificateHealthIndicator certificateHealthIndicator(CurrentCertificates certificates) {
        return new CertificateHealthIndicator(certificates, Clock.systemUTC());
    }

    @Bean
    RoutesHealthIndicator routesHealthIndicator(CurrentRouteTable tables) {
        return new RoutesHealthIndicator(tables::table);
    }

    @Bean
    ReloadHealthIndicator reloadHealthIndicator(Reloader reloader, CurrentRouteTable tables) {
        return new ReloadHealthIndicator(reloader, tables);
    }

    /** Every endpoint that is exposed. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("management.endpoints.web.exposure.include")
    @ImportAutoConfiguration({
        BeansEndpointAutoConfiguration.class,
        CodecsAutoConfiguration.class,
        ConditionsReportEndpointAutoConfiguration.class,
        ConfigurationPropertiesReportEndpointAutoConfiguration.class,
        EndpointAutoConfiguration.class,
        EnvironmentEndpointAutoConfiguration.class,
        HeapDumpWebEndpointAutoConfiguration.class,
        InfoContributorAutoConfiguration.class,
        InfoEndpointAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        JacksonEndpointAutoConfiguration.class,
        LogFileWebEndpointAutoConfiguration.class,
        LoggersEndpointAutoConfiguration.class,
        ManagementContextAutoConfiguration.class,
        MappingsEndpointAutoConfiguration.class,
        ThreadDumpEndpointAutoConfiguration.class,
        WebEndpointAutoConfiguration.class,
        WebFluxAutoConfiguration.class,
        WebFluxHealthEndpointExtensionAutoConfiguration.class,
        WebFluxMappingsAutoConfiguration.class
    })
    static class Exposed {

        @Bean
        Actuator actuator(ApplicationContext context, ActuatorPath path) {
            // Lazily: the handler is asked for after every endpoint bean exists.
            var handler = SingletonSupplier.of(
                    () -> WebHttpHandlerBuilder.applicationContext(context).build());
            return new Actuator(
                    path::covers, (request, response) -> handler.obtain().handle(request, response));
        }
    }

    @Bean
    @ConditionalOnMissingBean
    Actuator healthOnly(
            ObjectProvider<ReactiveHealthEndpointWebExtension> endpoint, ListableBeanFactory beans, ActuatorPath path) {
        // [management] may have switched it off
        boolean available = beans.getBeanNamesForType(ReactiveHealthEndpointWebExtension.class, true, false).length > 0;
        return new Actuator(
                available ? path::coversHealth : none -> false, new HealthHandler(endpoint::getObject, path));
    }
}
