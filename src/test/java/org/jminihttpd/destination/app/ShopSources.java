package org.jminihttpd.destination.app;

import java.nio.file.Path;

/** An application with something of everything, as a plain jar and as an ordinary executable jar of Spring Boot. */
final class ShopSources {

    private static final String MAIN = """
            package shop;
            import org.springframework.boot.SpringApplication;
            import org.springframework.boot.autoconfigure.SpringBootApplication;
            @SpringBootApplication
            public class Shop {
                public static void main(String[] arguments) {
                    SpringApplication.run(Shop.class, arguments);
                }
            }
            """;

    private static final String BEANS = """
            package shop;
            import java.time.Duration;
            import java.util.*;
            import org.springframework.boot.context.properties.*;
            import org.springframework.context.annotation.*;
            import org.springframework.http.*;
            import org.springframework.web.reactive.*;
            import org.springframework.web.reactive.function.server.*;
            import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
            import org.springframework.web.reactive.socket.*;
            import org.springframework.scheduling.annotation.*;
            import reactor.core.publisher.*;
            @Configuration(proxyBeanMethods = false)
            @EnableScheduling
            @EnableConfigurationProperties(Greeting.class)
            @Import(Pages.class)
            public class ShopBeans {
                @Bean RouterFunction<ServerResponse> router() {
                    return RouterFunctions.route()
                        .GET("/hello", request -> ServerResponse.ok().bodyValue("Hello, world!\\n"))
                        .GET("/stream/{count}", request -> ServerResponse.ok().contentType(MediaType.TEXT_PLAIN)
                            .body(Flux.range(0, Integer.parseInt(request.pathVariable("count"))).map(i -> i + "\\n"), String.class))
                        .GET("/sockets", request -> ServerResponse.ok().bodyValue("" + SOCKETS.get()))
                        .build();
                }
                static final java.util.concurrent.atomic.AtomicInteger SOCKETS = new java.util.concurrent.atomic.AtomicInteger();
                @Bean HandlerMapping sockets() {
                    WebSocketHandler echo = session -> session.send(session.receive()
                        .doOnSubscribe(s -> SOCKETS.incrementAndGet()).doFinally(end -> SOCKETS.decrementAndGet())
                        .map(m -> session.textMessage(m.getPayloadAsText() + " on " + Thread.currentThread().getName())));
                    WebSocketHandler closing = session -> session.receive().next()
                        .then(session.close(new CloseStatus(4001, "enough")));
                    WebSocketHandler failing = session -> session.receive().next()
                        .flatMap(m -> Mono.error(new IllegalStateException("socket trouble")));
                    return new SimpleUrlHandlerMapping(Map.of("/echo", echo, "/closing", closing, "/failing", failing), 1);
                }
            }
            """;

    private static final String GREETING = """
            package shop;
            import org.springframework.boot.context.properties.ConfigurationProperties;
            @ConfigurationProperties("shop")
            public record Greeting(String greeting, int maxItems, String fromFile) {}
            """;

    private static final String PAGES = """
            package shop;
            import jakarta.annotation.*;
            import java.io.InputStream;
            import java.nio.file.*;
            import java.security.MessageDigest;
            import java.time.Duration;
            import java.util.*;
            import java.util.concurrent.atomic.AtomicInteger;
            import org.springframework.core.env.*;
            import org.springframework.core.io.*;
            import org.springframework.core.io.buffer.*;
            import org.springframework.http.*;
            import org.springframework.http.codec.multipart.FilePart;
            import org.springframework.http.server.reactive.*;
            import org.springframework.scheduling.annotation.Scheduled;
            import org.springframework.web.bind.annotation.*;
            import org.springframework.web.server.*;
            import reactor.core.publisher.*;
            @RestController
            public class Pages {
                record Item(String name, int count) {}
                private final Greeting greeting;
                private final Environment environment;
                private final AtomicInteger ticks = new AtomicInteger();
                private boolean constructed;
                Pages(Greeting greeting, Environment environment) {
                    this.greeting = greeting;
                    this.environment = environment;
                }
                @PostConstruct void construct() { constructed = true; }
                @PreDestroy void destroy() throws Exception {
                    Files.writeString(Path.of(environment.getRequiredProperty("shop.trace")), "destroyed", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
                @Scheduled(fixedRate = 20) void tick() { ticks.incrementAndGet(); }
                @GetMapping("/") String root() { return "root"; }
                @GetMapping("/ticks") String ticks() { return constructed + " " + ticks.get(); }
                @GetMapping("/greeting") Greeting greeting() { return greeting; }
                @GetMapping("/property") String property(@RequestParam String name) { return String.valueOf(environment.getProperty(name)); }
                @PostMapping("/items") Item add(@RequestBody Item item) { return new Item(item.name().toUpperCase(), item.count() + 1); }
                @GetMapping("/where") Map<String, Object> where(ServerHttpRequest request, @RequestHeader HttpHeaders headers) {
                    return Map.of(
                        "uri", request.getURI().toString(),
                        "context", request.getPath().contextPath().value(),
                        "within", request.getPath().pathWithinApplication().value(),
                        "remote", String.valueOf(request.getRemoteAddress()),
                        "local", String.valueOf(request.getLocalAddress()),
                        "tls", request.getSslInfo() != null,
                        "query", request.getQueryParams(),
                        "cookies", request.getCookies().keySet(),
                        "headers", new TreeSet<>(headers.headerNames().stream().map(String::toLowerCase).toList()));
                }
                @GetMapping("/thread") String thread() {
                    Thread thread = Thread.currentThread();
                    return thread.getName() + " " + (thread.getContextClassLoader() == getClass().getClassLoader());
                }
                @PostMapping("/body-thread") Mono<String> bodyThread(@RequestBody Mono<String> body) {
                    return body.map(text -> text.length() + " " + Thread.currentThread().getName());
                }
                @GetMapping("/stream-thread") Flux<String> streamThread() {
                    return Flux.<String>generate(sink -> sink.next(Thread.currentThread().getName() + "\\n")).take(200);
                }
                @GetMapping("/sleep") String sleep(@RequestParam long millis) throws Exception { Thread.sleep(millis); return "slept"; }
                @GetMapping(value = "/events", produces = "text/event-stream") Flux<String> events() {
                    return Flux.interval(Duration.ofMillis(50)).onBackpressureBuffer().map(i -> "tick " + i).take(3);
                }
                private final AtomicInteger endless = new AtomicInteger();
                @GetMapping(value = "/endless", produces = "text/event-stream") Flux<String> endless() {
                    return Flux.just("one").concatWith(Flux.never()).doOnCancel(endless::incrementAndGet);
                }
                @GetMapping("/endless-cancelled") int endlessCancelled() { return endless.get(); }
                @GetMapping("/version") String version() throws Exception { return resource(); }
                @GetMapping("/threads") Mono<String> threads() {
                    return Mono.fromFuture(java.util.concurrent.CompletableFuture.supplyAsync(() -> "future",
                            java.util.concurrent.CompletableFuture.delayedExecutor(1, java.util.concurrent.TimeUnit.MILLISECONDS)))
                        .publishOn(reactor.core.scheduler.Schedulers.boundedElastic()).map(s -> s + Thread.currentThread().getName())
                        .publishOn(reactor.core.scheduler.Schedulers.parallel()).map(s -> s + Thread.currentThread().getName());
                }
                @GetMapping("/boom") String boom() { throw new IllegalStateException("secret of the database"); }
                @GetMapping("/gone") String gone() { throw new ResponseStatusException(HttpStatus.GONE, "secret reason"); }
                @PostMapping("/only-post") void onlyPost() {}
                @GetMapping("/cookie") Mono<Void> cookie(ServerHttpResponse response) {
                    response.addCookie(ResponseCookie.from("basket", "7").path("/").httpOnly(true).build());
                    response.getHeaders().set("X-Shop", "yes");
                    return response.setComplete();
                }
                @GetMapping("/file") org.springframework.core.io.Resource file(@RequestParam Path path) { return new FileSystemResource(path); }
                @GetMapping("/resource") String resource() throws Exception {
                    try (InputStream in = getClass().getResourceAsStream("/shop/words.txt")) { return new String(in.readAllBytes()); }
                }
                @GetMapping("/bytes") Flux<DataBuffer> bytes(@RequestParam int mebibytes) {
                    byte[] block = new byte[1 << 16];
                    return Flux.range(0, mebibytes * 16).map(i -> DefaultDataBufferFactory.sharedInstance.wrap(block));
                }
                @PostMapping("/digest") Mono<String> digest(@RequestBody Flux<DataBuffer> body) throws Exception {
                    MessageDigest sha = MessageDigest.getInstance("SHA-256");
                    return body.doOnNext(buffer -> { buffer.readableByteBuffers().forEachRemaining(sha::update); DataBufferUtils.release(buffer); })
                        .then(Mono.fromSupplier(() -> HexFormat.of().formatHex(sha.digest())));
                }
                private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
                @PostMapping("/watched") Mono<Void> watched(@RequestBody Flux<DataBuffer> body) {
                    return body.doOnNext(DataBufferUtils::release).doOnSubscribe(s -> bodies.add("begun"))
                        .doFinally(end -> bodies.add(end == SignalType.ON_COMPLETE ? "complete" : "broken")).then();
                }
                @PostMapping("/hasty") Mono<Void> hasty(@RequestBody Flux<DataBuffer> body) {
                    watched(body).onErrorComplete().subscribe();
                    return Mono.delay(Duration.ofMillis(200)).then(Mono.error(new ResponseStatusException(HttpStatus.CONFLICT)));
                }
                @GetMapping("/bodies") String bodies() { return String.join(" ", bodies); }
                @PostMapping("/upload") Mono<String> upload(@RequestPart("note") String note, @RequestPart("file") FilePart file) {
                    return DataBufferUtils.join(file.content()).map(b -> note + " " + file.filename() + " " + b.readableByteCount());
                }
                @GetMapping("/missing-class") String missing() { throw new NoClassDefFoundError("shop/Gone"); }
                @GetMapping("/late") Mono<String> late() { return Mono.never(); }
                @GetMapping("/exit") String exit(@RequestParam int status) { System.exit(status); return "still here"; }
            }
            """;

    private ShopSources() {}

    /** Without what says how to start it. */
    static TestJar jar() {
        return new TestJar()
                .source(MAIN, BEANS, GREETING, PAGES)
                .resource("shop/words.txt", "words from the jar")
                .resource("static/style.css", "body{}")
                .resource("application.properties", "shop.from-file=yes\nshop.greeting=overridden\nserver.port=1\n");
    }

    static Path plain(Path file) {
        return jar().manifest("Jminihttpd-Configuration", "shop.ShopBeans").write(file);
    }

    static Path executable(Path file) {
        return jar().boot("shop.Shop").withWebFlux().write(file);
    }
}
