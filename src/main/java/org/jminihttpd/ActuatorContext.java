package org.jminihttpd;

import java.util.function.Predicate;
import org.jminihttpd.actuate.Actuator;
import org.jminihttpd.actuate.ActuatorPath;
import org.jminihttpd.actuate.HealthHandler;
import org.jminihttpd.config.PropertyGroup;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.health.actuate.endpoint.ReactiveHealthEndpointWebExtension;
import org.springframework.boot.web.context.reactive.AnnotationConfigReactiveWebApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The actuator in a context of its own below the server's, made when someone asks first, since it takes a tenth of a start;
 * but before the server listens if there are settings of {@code [management]}, as one of them may end the start.
 */
final class ActuatorContext implements SmartInitializingSingleton, AutoCloseable {

    private final ApplicationContext server;
    private final ConfigurableEnvironment environment;
    private final ActuatorPath path;
    private final Predicate<String> covered;
    private @Nullable ConfigurableApplicationContext context;
    private volatile @Nullable HttpHandler handler;
    private volatile boolean hasHealth = true;

    ActuatorContext(ApplicationContext server, ConfigurableEnvironment environment, ActuatorPath path) {
        this.server = server;
        this.environment = environment;
        this.path = path;
        this.covered = SettingsConfiguration.actuator(environment);
    }

    /** What answers: health, always, and only where {@code [management]} exposes more the rest of Boot's actuator. */
    Actuator actuator() {
        return new Actuator(asked -> hasHealth && covered.test(asked), (request, response) -> {
            HttpHandler opened = handler;
            return opened != null
                    ? opened.handle(request, response)
                    : Mono.fromCallable(this::open)
                            .subscribeOn(Schedulers.boundedElastic())
                            .flatMap(now -> now.handle(request, response));
        });
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (PropertyGroup.isSet(environment, "management")) {
            open();
        }
    }

    /** On a thread that an application may have made, whose class loader knows nothing of ours. */
    private synchronized HttpHandler open() {
        HttpHandler opened = handler;
        if (opened != null) {
            return opened;
        }
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        thread.setContextClassLoader(getClass().getClassLoader());
        try {
            return make();
        } finally {
            thread.setContextClassLoader(usual);
        }
    }

    private HttpHandler make() {
        boolean exposed = SettingsConfiguration.exposesMore(environment);
        var below = new AnnotationConfigReactiveWebApplicationContext();
        below.setId("actuator");
        below.setEnvironment(environment);
        below.setParent(server);
        below.register(exposed ? EndpointsConfiguration.class : HealthConfiguration.class);
        below.refresh();
        HttpHandler made;
        if (exposed) {
            made = WebHttpHandlerBuilder.applicationContext(below).build();
        } else {
            var health = below.getBeanProvider(ReactiveHealthEndpointWebExtension.class);
            hasHealth = health.getIfAvailable() != null; // [management] may have switched it off
            made = new HealthHandler(health::getObject, path);
        }
        context = below;
        handler = made;
        return made;
    }

    @Override
    public synchronized void close() {
        if (context != null) {
            context.close();
        }
    }
}
