package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jminihttpd.config.Destination;
import org.jminihttpd.config.LimitProperties;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.config.Setting;
import org.jminihttpd.guard.Guards;
import org.jminihttpd.http.ErrorAnswer;
import org.jminihttpd.http.RequestPath;
import org.jminihttpd.lane.DirectExchange;
import org.jminihttpd.lane.HotAnswers;
import org.jminihttpd.listen.TestLane;
import org.jminihttpd.route.CurrentRouteTable;
import org.jminihttpd.route.DirectRoutes;
import org.jminihttpd.route.Route;
import org.jminihttpd.route.RouteHandler;
import org.jminihttpd.route.RouteTable;
import org.jminihttpd.route.RoutedPath;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/** One route, on a plain, a TLS and an HTTP/2 listener, behind the fast lane. */
final class StaticServer implements AutoCloseable {

    /** How a client talks to it. */
    enum Transport {
        PLAIN,
        TLS,
        H2
    }

    private static final KeyManagerFactory KEYS = keys();

    private final RouteHandler handler;
    private final DirectRoutes directRoutes;
    private final String url;
    private final Map<Transport, DisposableServer> servers = new HashMap<>();
    private final HttpClient http1;
    private final HttpClient http2;
    private final HotAnswers answers = TestLane.answers();
    private final AtomicInteger handled = new AtomicInteger();
    private final AtomicInteger direct = new AtomicInteger();
    private int replayed;

    StaticServer(Path path, String... options) {
        this("/", path, options);
    }

    StaticServer(String url, Path path, String... options) {
        this.url = url;
        RouteEntry entry = entry(url, path.toString(), options);
        handler = new StaticDestinationFactory(answers).create(entry);
        directRoutes = new DirectRoutes(
                new CurrentRouteTable(new RouteTable(List.of(new Route(url, entry, handler)))), target -> false);
        servers.put(Transport.PLAIN, server().bindNow());
        servers.put(
                Transport.TLS,
                server().secure(spec ->
                                spec.sslContext((GenericSslContextSpec<?>) Http11SslContextSpec.forServer(KEYS)))
                        .bindNow());
        servers.put(
                Transport.H2,
                server().protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                        .secure(spec -> spec.sslContext((GenericSslContextSpec<?>) Http2SslContextSpec.forServer(KEYS)))
                        .bindNow());
        http1 = client(HttpClient.Version.HTTP_1_1);
        http2 = client(HttpClient.Version.HTTP_2);
    }

    static RouteEntry entry(String url, String argument, String... options) {
        Map<String, Setting> settings = new HashMap<>();
        for (String option : options) {
            String[] pair = option.split("=", 2);
            settings.put(pair[0], new Setting("route " + url, pair[0], pair[1], null));
        }
        Setting line = new Setting("routes", url, "static:" + argument, null);
        return new RouteEntry(url, new Destination("static", argument), settings, line);
    }

    HttpClient client(Transport transport) {
        return transport == Transport.H2 ? http2 : http1;
    }

    /** Asks as often as the fast lane needs to know the answer, which must be the same each time. */
    <T> HttpResponse<T> ask(Transport transport, HttpRequest request, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        HttpClient client = client(transport);
        HttpResponse<T> first = client.send(request, body);
        boolean varies = first.headers().firstValue("Content-Type").orElse("").contains("boundary=");
        boolean replay = false;
        for (int again = 0; again < 2 && !replay; again++) {
            int before = handled.get();
            HttpResponse<T> next = client.send(request, body);
            replay = handled.get() == before;
            assertThat(next.statusCode()).isEqualTo(first.statusCode());
            if (!varies) {
                assertThat(withoutDate(next)).isEqualTo(withoutDate(first));
                assertThat(Objects.deepEquals(next.body(), first.body())).isTrue();
            }
        }
        replayed += replay ? 1 : 0;
        return first;
    }

    /** As {@link #ask}, on every transport with the version of HTTP that is its own. */
    HttpResponse<byte[]> send(Transport transport, String method, String target, String... fields) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(transport, target));
        if (!method.equals("GET")) { // which is sent with a length otherwise
            request.method(method, HttpRequest.BodyPublishers.noBody());
        }
        if (fields.length > 0) {
            request.headers(fields);
        }
        HttpResponse<byte[]> answer = ask(transport, request.build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.version())
                .isEqualTo(transport == Transport.H2 ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
        return answer;
    }

    /** How often {@link #ask} ended with an answer without a handler. */
    int replayed() {
        return replayed;
    }

    /** How many answers went the short way, past Spring and reactor-netty. */
    int direct() {
        return direct.get();
    }

    URI uri(Transport transport, String target) {
        return URI.create(
                (transport == Transport.PLAIN ? "http" : "https") + "://127.0.0.1:" + port(transport) + target);
    }

    int port(Transport transport) {
        return Objects.requireNonNull(servers.get(transport)).port();
    }

    /** A connection of HTTP/1.1, plain or TLS. */
    Socket connect(Transport transport) throws IOException {
        Socket socket = transport == Transport.PLAIN
                ? new Socket(InetAddress.getLoopbackAddress(), port(transport))
                : sslContext().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port(transport));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private HttpServer server() {
        LimitProperties limits = new LimitProperties(Duration.ofSeconds(60), 16_384, 1L << 40, 1_000);
        return TestLane.apply(HttpServer.create(), new Guards(limits), answers, this::take)
                .host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(
                        this::route, HandlerStrategies.empty().build())));
    }

    private boolean take(DirectExchange exchange) {
        boolean taken = directRoutes.take(exchange);
        if (taken) {
            handled.incrementAndGet();
            direct.incrementAndGet();
        }
        return taken;
    }

    private Mono<HandlerFunction<ServerResponse>> route(ServerRequest request) {
        return Mono.just(this::handle);
    }

    private Mono<ServerResponse> handle(ServerRequest request) {
        handled.incrementAndGet();
        Optional<RequestPath> path = RequestPath.of(request.uri().getRawPath());
        if (path.isEmpty()) {
            return Mono.just(ErrorAnswer.of(HttpStatus.BAD_REQUEST));
        }
        boolean ours = url.endsWith("/")
                ? path.get().toString().startsWith(url)
                : path.get().toString().equals(url);
        return ours ? handler.handle(request, new RoutedPath(path.get(), url)) : Mono.just(ErrorAnswer.notFound());
    }

    @Override
    public void close() {
        servers.values().forEach(DisposableServer::disposeNow);
        handler.close();
    }

    private static HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().version(version).sslContext(sslContext()).build();
    }

    private static SSLContext sslContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate for 127.0.0.1, made by the JDK's own keytool. */
    private static KeyManagerFactory keys() {
        try {
            Path directory = Files.createTempDirectory("keys");
            Path store = directory.resolve("keys.p12");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
            command.addAll(List.of(
                    ("-genkeypair -alias a -keyalg EC -dname CN=127.0.0.1 -ext san=ip:127.0.0.1 -storetype PKCS12"
                                    + " -storepass secret -keystore " + store)
                            .split(" ")));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            process.waitFor();
            KeyStore keyStore = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keyStore.load(in, "secret".toCharArray());
            }
            Files.delete(store);
            Files.delete(directory);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keyStore, "secret".toCharArray());
            return factory;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A field that must be there. */
    static String field(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow(() -> new AssertionError(name + " is missing"));
    }

    /** The same ones for the same seed. */
    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** The fields of an answer by which it can be compared with another. */
    static HttpHeaders withoutDate(HttpResponse<?> answer) {
        return HttpHeaders.of(answer.headers().map(), (name, value) -> !name.equals("date"));
    }
}
