package org.jminihttpd.destination.app.inside;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.util.ClassUtils;

/** Takes the place of the application's embedded server: keeps the handler that it should serve, and opens no port. */
final class CapturingServerFactory implements InvocationHandler {

    /** Spring Boot 4's, and 3's. */
    private static final Class<?> FACTORY = Stream.of(
                    "org.springframework.boot.web.server.reactive.ReactiveWebServerFactory",
                    "org.springframework.boot.web.reactive.server.ReactiveWebServerFactory")
            .filter(name -> ClassUtils.isPresent(name, loader()))
            .map(name -> ClassUtils.resolveClassName(name, loader()))
            .findFirst()
            .orElseThrow();

    private volatile @Nullable HttpHandler handler;

    private static ClassLoader loader() {
        return CapturingServerFactory.class.getClassLoader();
    }

    static boolean replaces(Object bean) {
        return FACTORY.isInstance(bean);
    }

    /** As the interface, whatever it is called. */
    Object asFactory() {
        return Proxy.newProxyInstance(loader(), new Class<?>[] {FACTORY}, this);
    }

    void registerIfNone(ConfigurableListableBeanFactory beans) {
        if (beans.getBeanNamesForType(FACTORY, true, false).length == 0
                && beans instanceof BeanDefinitionRegistry registry) {
            RootBeanDefinition factory = new RootBeanDefinition(FACTORY);
            factory.setInstanceSupplier(this::asFactory);
            registry.registerBeanDefinition("routeServerFactory", factory);
        }
    }

    /** What the application answers with, once its context is refreshed. */
    @Nullable
    HttpHandler handler() {
        return handler;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getName().equals("getWebServer") && arguments != null) {
            handler = (HttpHandler) arguments[0];
            return new NoServer();
        }
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "the server of the route";
            };
        }
        throw new UnsupportedOperationException(method.toString());
    }

    /** Nothing to start or stop. */
    private static final class NoServer implements WebServer {

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public int getPort() {
            return -1;
        }
    }
}
