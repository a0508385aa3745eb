package org.jminihttpd;

import java.util.List;
import java.util.function.Predicate;
import org.jminihttpd.actuate.ActuatorPath;
import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.config.HttpdPropertiesReader;
import org.jminihttpd.route.DestinationFactory;
import org.jminihttpd.route.RouteTable;
import org.jminihttpd.route.RouteTableFactory;
import org.jminihttpd.route.RouteWarnings;
import org.jminihttpd.tls.Certificates;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/** From the text of the configuration to types, with every mistake of all of it in one report: what {@code --check} runs. */
@Configuration(proxyBeanMethods = false)
@Import(DestinationsConfiguration.class)
class SettingsConfiguration {

    /** Stands for a configuration without mistakes: what opens sockets depends on it. */
    record Checked() {}

    @Bean
    static NoMessages messageSource() {
        return new NoMessages();
    }

    @Bean
    ConfigProblems problems() {
        return new ConfigProblems();
    }

    @Bean
    HttpdProperties properties(ConfigurableEnvironment environment, ConfigProblems problems) {
        return HttpdPropertiesReader.read(environment, problems);
    }

    @Bean
    RouteTableFactory routeTables(List<DestinationFactory> types) {
        return new RouteTableFactory(types);
    }

    /** Closed by {@link RoutesLifecycle}, if it was opened: Spring would do it a second time. */
    @Bean(destroyMethod = "")
    RouteTable routeTable(RouteTableFactory routes, HttpdProperties properties, ConfigProblems problems) {
        return routes.create(properties, problems);
    }

    /** Asks for the table so that the problems of routes are in, and what only {@code --check} looks for. */
    @Bean
    Checked checked(
            HttpdProperties properties,
            RouteTable table,
            ConfigProblems problems,
            ConfigurableEnvironment environment,
            ObjectProvider<CheckConfiguration.Serving> serving) {
        Certificates.check(properties, problems);
        new RouteWarnings(table, answeredBefore(properties, environment), problems).add();
        serving.ifAvailable(seen -> {});
        problems.throwIfAny();
        return new Checked();
    }

    /** Which paths the actuator answers before the routes, on every listener. */
    static Predicate<String> answeredBefore(HttpdProperties properties, ConfigurableEnvironment environment) {
        return properties.hasManagementListener() ? path -> false : actuator(environment);
    }

    /** Which paths the actuator answers where it answers. */
    static Predicate<String> actuator(ConfigurableEnvironment environment) {
        ActuatorPath path = new ActuatorPath(HttpdPropertiesReader.actuatorPath(environment));
        return exposesMore(environment) ? path::covers : path::coversHealth;
    }

    /** Whether {@code [management]} exposes more of Boot's actuator than health. */
    static boolean exposesMore(ConfigurableEnvironment environment) {
        return environment.containsProperty("management.endpoints.web.exposure.include");
    }
}
