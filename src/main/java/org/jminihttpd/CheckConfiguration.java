package org.jminihttpd;

import java.util.List;
import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.process.Privileges;
import org.jminihttpd.route.RouteTable;
import org.jminihttpd.route.RouteTableFactory;
import org.jminihttpd.tls.Certificates;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What {@code --check} looks for beyond mistakes: routes that would not serve. The server starts all the same, for the others. */
@Configuration(proxyBeanMethods = false)
@Import(SettingsConfiguration.class)
class CheckConfiguration {

    /**
     * Routes that were asked what keeps them from serving.
     *
     * @param table as the user sees it whom root becomes
     */
    record Serving(RouteTable table) {}

    @Bean
    Serving serving(
            RouteTable table,
            RouteTableFactory routes,
            HttpdProperties properties,
            ConfigProblems problems,
            ObjectProvider<Certificates> certificates) {
        RouteTable seen = table;
        if (problems.list().isEmpty()) {
            certificates.getIfAvailable(); // the last that needs root
            if (Privileges.giveUp(properties.account(), List.of())) {
                seen = routes.create(properties, problems); // root could read everything
            }
        }
        seen.routes()
                .forEach(route -> route.handler()
                        .problem()
                        .ifPresent(problem -> problems.add(route.entry().setting(), problem + ".")));
        return new Serving(seen);
    }
}
