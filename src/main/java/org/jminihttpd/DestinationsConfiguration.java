package org.jminihttpd;

import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.destination.app.AppDestinationFactory;
import org.jminihttpd.destination.files.StaticDestinationFactory;
import org.jminihttpd.destination.python.PythonDestinationFactory;
import org.jminihttpd.destination.redirect.RedirectDestinationFactory;
import org.jminihttpd.lane.HotAnswers;
import org.jminihttpd.listen.ListenersCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one list of destination types: a new type is its class and a line here. */
@Configuration(proxyBeanMethods = false)
class DestinationsConfiguration {

    @Bean
    StaticDestinationFactory staticDestination() {
        return new StaticDestinationFactory(HotAnswers.off()); // each table brings its own
    }

    @Bean
    AppDestinationFactory appDestination(HttpdProperties properties) {
        return new AppDestinationFactory(properties);
    }

    @Bean
    PythonDestinationFactory wsgiDestination(HttpdProperties properties, ObjectProvider<ListenersCustomizer> servers) {
        return PythonDestinationFactory.wsgi(
                properties, () -> servers.getObject().eventLoops());
    }

    @Bean
    PythonDestinationFactory pythonDestination(
            HttpdProperties properties, ObjectProvider<ListenersCustomizer> servers) {
        return PythonDestinationFactory.pages(
                properties, () -> servers.getObject().eventLoops());
    }

    @Bean
    RedirectDestinationFactory redirectDestination() {
        return new RedirectDestinationFactory();
    }
}
