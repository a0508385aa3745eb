package org.jminihttpd;

import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.route.RouteTable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What {@code --check} looks for beyond mistakes: routes that would not serve. The server starts all the same, for the others. */
@Configuration(proxyBeanMethods = false)
@Import(SettingsConfiguration.class)
class CheckConfiguration {

    /** Stands for routes that were asked what keeps them from serving. */
    record Serving() {}

    @Bean
    Serving serving(RouteTable table, ConfigProblems problems) {
        table.routes()
                .forEach(route -> route.handler()
                        .problem()
                        .ifPresent(problem -> problems.add(route.entry().setting(), problem + ".")));
        return new Serving();
    }
}
