package org.jminihttpd.destination.app.inside;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

/** Puts the server's means in the place of beans that would have a server of their own, or show its error page. */
final class MountedBeans implements BeanPostProcessor {

    private final CapturingServerFactory server;
    private final ApplicationContext context;

    MountedBeans(CapturingServerFactory server, ApplicationContext context) {
        this.server = server;
        this.context = context;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof ReactorResourceFactory resources) {
            // The global ones are not the application's to stop
            resources.setUseGlobalResources(false);
            resources.setShutdownQuietPeriod(Duration.ZERO);
        }
        return bean;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (CapturingServerFactory.replaces(bean)) {
            return server.asFactory();
        }
        if (bean.getClass().getSimpleName().equals("DefaultErrorWebExceptionHandler")
                && bean.getClass().getName().startsWith("org.springframework.boot.")
                && !hasErrorPages()) {
            return new ServerErrors();
        }
        return BridgeUpgrade.replacing(bean);
    }

    /** Whether the application brings pages for Boot to show. */
    private boolean hasErrorPages() {
        return Stream.of("templates", "static", "public", "resources", "META-INF/resources")
                .anyMatch(place -> exists("classpath*:" + place + "/error/*"));
    }

    private boolean exists(String pattern) {
        try {
            return context.getResources(pattern).length > 0;
        } catch (IOException none) {
            return false;
        }
    }
}
