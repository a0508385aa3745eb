package org.jminihttpd.destination.app.inside;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jminihttpd.destination.app.bridge.Application;
import org.jminihttpd.destination.app.bridge.ApplicationStarter;
import org.jminihttpd.destination.app.bridge.Blueprint;
import org.jminihttpd.destination.app.bridge.StartException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;

/** Starts an application by its main method, or from its configuration classes; either way it is a SpringApplication. */
public final class SpringStarter implements ApplicationStarter {

    /** Made by its name. */
    public SpringStarter() {}

    @Override
    public Application start(Blueprint blueprint) throws Exception {
        JvmCalls.reportExitsTo(blueprint.onExit());
        if (blueprint.sharesSpring()) {
            RouteLoggers.begin(blueprint.route());
        }
        CompletableFuture<Application> started = new CompletableFuture<>();
        Runnable run = blueprint.mainClass() == null ? configurations(blueprint) : main(blueprint.mainClass());
        // A main method may go on after its application is ready, or never return
        Thread main = new Thread(() -> run(blueprint, run, started), "main of " + blueprint.route());
        main.setDaemon(true);
        main.start();
        try {
            return started.get();
        } catch (ExecutionException failed) {
            end(blueprint, main);
            throw failed.getCause() instanceof Exception exception ? exception : failed;
        } catch (InterruptedException closed) {
            main.interrupt();
            end(blueprint, main);
            throw closed;
        }
    }

    private static void end(Blueprint blueprint, Thread main) throws InterruptedException {
        main.join(5_000);
        Leftovers.end(blueprint.sharesSpring());
    }

    private static void run(Blueprint blueprint, Runnable run, CompletableFuture<Application> started) {
        try {
            SpringApplication.withHook(new Mounting(blueprint, started), run);
            started.completeExceptionally(
                    new StartException("its main method ended, and there was no Spring application"));
        } catch (Throwable failure) { // errors too: whatever it is, it ends one application only
            started.completeExceptionally(failure);
        }
    }

    private static Runnable main(String name) throws StartException {
        Method main = mainMethod(load(name));
        return () -> {
            try {
                main.invoke(null, (Object) new String[0]);
            } catch (InvocationTargetException failed) {
                sneak(failed.getCause());
            } catch (IllegalAccessException impossible) {
                throw new IllegalStateException(impossible);
            }
        };
    }

    private static Method mainMethod(Class<?> type) throws StartException {
        try {
            Method main = type.getDeclaredMethod("main", String[].class);
            if (Modifier.isStatic(main.getModifiers())) {
                main.setAccessible(true);
                return main;
            }
        } catch (NoSuchMethodException said) {
            // below
        }
        throw new StartException("its main class " + type.getName() + " has no static main(String[])");
    }

    private static Runnable configurations(Blueprint blueprint) throws StartException {
        List<Class<?>> sources = new ArrayList<>();
        for (String name : blueprint.configurations()) {
            sources.add(load(name));
        }
        sources.add(PlainConfiguration.class); // last: it fills in what the others lack
        return () -> new SpringApplication(sources.toArray(Class<?>[]::new)).run();
    }

    private static Class<?> load(String name) throws StartException {
        try {
            return Class.forName(name, false, SpringStarter.class.getClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new StartException("there is no class " + name + " in it");
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(@Nullable Throwable failure) throws E {
        throw (E) (failure == null ? new IllegalStateException("failed without a cause") : failure);
    }
}
