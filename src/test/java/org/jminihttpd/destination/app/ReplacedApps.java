package org.jminihttpd.destination.app;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jminihttpd.config.Destination;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.config.Setting;
import org.jminihttpd.route.Route;
import org.jminihttpd.route.RouteRefusals;
import org.jminihttpd.route.RouteTable;
import org.jminihttpd.route.RouteTableRouter;
import org.jminihttpd.route.RouterHandler;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * A process of its own that puts one version of an application after another in place, under requests, and says how many
 * of the old class loaders were collected: {@code ReplacedApps plain|boot DIRECTORY}.
 */
final class ReplacedApps {

    private static final int ROUNDS = 2;

    private static final HttpHandler NOBODY = (request, response) -> response.setComplete();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private ReplacedApps() {}

    public static void main(String[] arguments) throws Exception {
        Thread.currentThread().setUncaughtExceptionHandler((main, failure) -> {
            failure.printStackTrace();
            System.exit(1); // the threads of applications would go on
        });
        boolean boot = arguments[0].equals("boot");
        // As in the product, whose own start has made what Boot shares between all applications for ever
        Binder.get(new StandardEnvironment()).bind("java.version", String.class);
        Path jar = Path.of(arguments[1], "shop.jar");
        AtomicReference<HttpHandler> current = new AtomicReference<>(NOBODY);
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter((request, response) ->
                        Objects.requireNonNull(current.get()).handle(request, response)))
                .bindNow();
        String base = "http://127.0.0.1:" + server.port() + "/shop/";
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        Takeover old = null;
        for (int version = 1; version <= ROUNDS; version++) {
            write(jar, version, boot); // in place: the old one runs from its copy
            AppHandler handler = open(jar, arguments[1]);
            loaders.add(loader(handler));
            current.set(RouterHandler.of(new RouteTableRouter(new RouteTable(List.of(route(handler))))));
            expect(get(base + "version"), "version " + version);
            if (old != null) {
                old.end();
            }
            exercise(base);
            old = new Takeover(handler, CLIENT.sendAsync(request(base + "sleep?millis=500"), BodyHandlers.ofString()));
            get(base + "version"); // so the slow one has come in too
        }
        Objects.requireNonNull(old).end();
        old = null;
        current.set(NOBODY);
        get(base); // the connection forgets the last application
        // The JDK's method handles remember the class that the last of all records was made for
        int unused = new Last(Thread.currentThread()).hashCode();
        System.out.println("collected " + collected(loaders) + " of " + loaders.size());
        server.disposeNow();
        System.exit(0);
    }

    private record Last(Thread any) {}

    /** An application in its last second, and a request that it still answers. */
    private record Takeover(AppHandler handler, CompletableFuture<HttpResponse<String>> running) {

        void end() throws Exception {
            expect(running.get().body(), "slept");
            handler.close();
        }
    }

    private static void write(Path jar, int version, boolean boot) {
        TestJar versioned = ShopSources.jar().resource("shop/words.txt", "version " + version);
        if (boot) {
            versioned.boot("shop.Shop").withWebFlux().write(jar);
        } else {
            versioned.manifest("Jminihttpd-Configuration", "shop.ShopBeans").write(jar);
        }
    }

    private static AppHandler open(Path jar, String directory) {
        AppRoute configured = new AppRoute(
                "/shop/",
                jar,
                Map.of("shop.trace", directory + "/trace", "shop.greeting", "hello"),
                Map.of(),
                true,
                5,
                Duration.ofSeconds(30));
        AppHandler handler =
                new AppHandler(configured, Executors.newSingleThreadScheduledExecutor(), new RouteRefusals());
        handler.open();
        return handler;
    }

    private static Route route(AppHandler handler) {
        Setting line = new Setting("routes", "/shop/", "app:shop.jar", null);
        return new Route(
                "/shop/", new RouteEntry("/shop/", new Destination("app", "shop.jar"), Map.of(), line), handler);
    }

    /** What is known for leaks: JSON, timers, other threads, WebFlux's uploads, events that are left. */
    private static void exercise(String base) throws IOException, InterruptedException {
        expect(get(base + "hello"), "Hello, world!\n");
        expect(get(base + "greeting"), "{\"greeting\":\"hello\",\"maxItems\":0,\"fromFile\":\"yes\"}");
        get(base + "events");
        get(base + "stream/100");
        get(base + "boom");
        get(base + "threads");
        HttpRequest upload = HttpRequest.newBuilder(URI.create(base + "items"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"a\",\"count\":1}"))
                .build();
        expect(CLIENT.send(upload, BodyHandlers.ofString()).body(), "{\"name\":\"A\",\"count\":2}");
    }

    private static WeakReference<ClassLoader> loader(AppHandler handler) throws Exception {
        while (true) {
            Object state = Objects.requireNonNull(((AtomicReference<?>) field(handler, "state")).get());
            if (state.getClass().getSimpleName().equals("Serving")) {
                return new WeakReference<>((ClassLoader) field(field(state, "app"), "loader"));
            }
            if (handler.problem().isPresent()) {
                throw new IllegalStateException(handler.problem().get());
            }
            Thread.sleep(20);
        }
    }

    private static Object field(Object object, String name) throws ReflectiveOperationException {
        Field field = object.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(object);
    }

    /** Collection needs a few rounds: the last frames of a closed application end on their own threads. */
    private static long collected(List<WeakReference<ClassLoader>> loaders) throws InterruptedException {
        long gone = 0;
        for (int round = 0; round < 100 && gone < loaders.size(); round++) {
            System.gc();
            Thread.sleep(100);
            gone = loaders.stream().filter(loader -> loader.get() == null).count();
        }
        return gone;
    }

    private static HttpRequest request(String uri) {
        return HttpRequest.newBuilder(URI.create(uri)).build();
    }

    private static String get(String uri) throws IOException, InterruptedException {
        return CLIENT.send(request(uri), BodyHandlers.ofString()).body();
    }

    private static void expect(String got, String expected) {
        if (!got.equals(expected)) {
            throw new IllegalStateException("expected " + expected + ", got " + got);
        }
    }
}
