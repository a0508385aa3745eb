package org.jminihttpd.destination.app.inside;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jminihttpd.destination.app.bridge.Application;
import org.jminihttpd.destination.app.bridge.Blueprint;
import org.jminihttpd.destination.app.bridge.StartException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationHook;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.http.server.reactive.HttpHandler;

/** Changes a SpringApplication, before it runs, so that it serves a route instead of a port. */
final class Mounting implements SpringApplicationHook, SpringApplicationRunListener {

    private final Blueprint blueprint;
    private final CompletableFuture<Application> started;
    private final CapturingServerFactory server = new CapturingServerFactory();

    Mounting(Blueprint blueprint, CompletableFuture<Application> started) {
        this.blueprint = blueprint;
        this.started = started;
    }

    @Override
    public SpringApplicationRunListener getRunListener(SpringApplication application) {
        if (application.getWebApplicationType() == WebApplicationType.NONE) {
            return new SpringApplicationRunListener() {}; // a helper of the real one, as Spring Cloud has
        }
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.setRegisterShutdownHook(false);
        if (application.getResourceLoader() == null) { // else Boot asks the loader of its own classes in some places
            application.setResourceLoader(new DefaultResourceLoader(Mounting.class.getClassLoader()));
        }
        Set<ApplicationListener<?>> listeners = new LinkedHashSet<>(application.getListeners());
        if (blueprint.sharesSpring()) {
            // It would configure the server's logging anew
            listeners.removeIf(listener -> listener.getClass().getSimpleName().equals("LoggingApplicationListener"));
        }
        listeners.add(new MountedEnvironment(blueprint));
        application.setListeners(listeners);
        application.addInitializers(this::prepare);
        return this;
    }

    private void prepare(ConfigurableApplicationContext context) {
        if (blueprint.sharesSpring()) {
            RouteLoggers.configure(context.getEnvironment());
        }
        context.getBeanFactory().addBeanPostProcessor(new MountedBeans(server, context));
        context.addBeanFactoryPostProcessor(server::registerIfNone);
    }

    @Override
    public void ready(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
        HttpHandler handler = server.handler();
        if (handler == null) {
            context.close();
            started.completeExceptionally(new StartException("it serves no web requests"));
        } else {
            started.complete(new MountedApplication(handler, context, blueprint.sharesSpring()));
        }
    }
}
