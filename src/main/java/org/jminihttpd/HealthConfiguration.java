package org.jminihttpd;

import java.time.Clock;
import org.jminihttpd.actuate.CertificateHealthIndicator;
import org.jminihttpd.actuate.ListenersHealthIndicator;
import org.jminihttpd.actuate.ReloadHealthIndicator;
import org.jminihttpd.actuate.RoutesHealthIndicator;
import org.jminihttpd.listen.Listeners;
import org.jminihttpd.reload.Reloader;
import org.jminihttpd.route.CurrentRouteTable;
import org.jminihttpd.tls.CurrentCertificates;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Boot's health endpoint, and what of this server it tells. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    AvailabilityProbesAutoConfiguration.class,
    HealthContributorRegistryAutoConfiguration.class,
    HealthEndpointAutoConfiguration.class
})
class HealthConfiguration {

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
}
