package org.jminihttpd;

import org.jminihttpd.config.HttpdProperties;
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
    HotAnswers hotAnswers() {
        return new HotAnswers();
    }

    @Bean
    StaticDestinationFactory staticDestination(HotAnswers hotAnswers) {
        return new StaticDestinationFactory(hotAnswers);
    }

    @Bean
    PythonDestinationFactory wsgiDestination(HttpdProperties properties, ObjectProvider<ListenersCustomizer> servers) {
        return PythonDestinationFactory.wsgi(
                properties.maxThreads(),
                properties.environ(),
                () -> servers.getObject().eventLoops());
    }

    @Bean
    PythonDestinationFactory pythonDestination(
            HttpdProperties properties, ObjectProvider<ListenersCustomizer> servers) {
        return PythonDestinationFactory.pages(
                properties.maxThreads(),
                properties.environ(),
                () -> servers.getObject().eventLoops());
    }

    @Bean
    RedirectDestinationFactory redirectDestination() {
        return new RedirectDestinationFactory();
    }
}
