package org.jminihttpd.listen;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jminihttpd.accesslog.AccessLog;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenAddress.Family;
import org.jminihttpd.config.ListenerProperties;
import org.jminihttpd.config.ListenerProperties.Purpose;
import org.jminihttpd.config.Setting;
import org.jminihttpd.config.TestProperties;
import org.jminihttpd.process.SystemdNotifier;
import org.jminihttpd.tls.Certificates;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Listeners as the product wires them, in front of a handler that is nothing but slow or big. */
final class TestServer implements AutoCloseable {

    static final int BIG = 8_000_000;
    static final int MEDIUM = 6_000_000;

    private final ConfigurableApplicationContext context;

    private TestServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static TestServer start(ListenerProperties... listeners) {
        return start(properties(null, true, listeners));
    }

    static TestServer start(HttpdProperties properties) {
        return start(properties, () -> Listeners.open(properties.listeners()), Duration.ofSeconds(20));
    }

    /** With sockets that the test has made, and a bound for running requests at the end. */
    static TestServer start(HttpdProperties properties, Supplier<Listeners> listeners, Duration patience) {
        SpringApplication application = new SpringApplication(TestServer.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.setRegisterShutdownHook(Boolean.getBoolean("forked"));
        application.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
        application.addInitializers(
                each -> register((GenericApplicationContext) each, properties, listeners, patience));
        return new TestServer(application.run());
    }

    private static void register(
            GenericApplicationContext context,
            HttpdProperties properties,
            Supplier<Listeners> listeners,
            Duration patience) {
        context.registerBean(Listeners.class, listeners);
        CertificateProperties certificate = properties.certificate();
        if (certificate != null) {
            context.registerBean(Certificates.class, () -> new Certificates(certificate, properties.http2()));
        }
        context.registerBean(
                ListenersCustomizer.class,
                () -> new ListenersCustomizer(
                        context.getBean(Listeners.class),
                        properties,
                        new AccessLog(properties.accessLog(), () -> null, target -> "/"),
                        context.getBeanProvider(Certificates.class).getIfAvailable(),
                        TestLane.lane(TestLane.answers())));
        context.registerBean(NettyReactiveWebServerFactory.class, () -> {
            NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory();
            factory.setShutdown(Shutdown.GRACEFUL);
            context.getBean(ListenersCustomizer.class).customize(factory);
            return factory;
        });
        context.registerBean("httpHandler", HttpHandler.class, () -> TestServer::handle);
        context.registerBean(
                ListenerGroup.class,
                () -> new ListenerGroup(
                        context.getBean(Listeners.class),
                        context.getBean(ListenersCustomizer.class),
                        () -> context.getBean(HttpHandler.class),
                        () -> (request, response) -> text(response, "management"),
                        patience));
        context.registerBean(
                SystemdNotifier.class,
                () -> new SystemdNotifier(
                        System.getenv("NOTIFY_SOCKET"), context.getBean(Listeners.class), () -> List.of("/")));
    }

    private static Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        return switch (request.getPath().value()) {
            case "/slow" ->
                response.writeAndFlushWith(Flux.concat(
                        Mono.just(Mono.just(buffer(response, "begin "))),
                        Mono.delay(Duration.ofMillis(1500)).map(tick -> Mono.just(buffer(response, "end")))));
            case "/medium" -> text(response, "x".repeat(MEDIUM));
            case "/big" -> response.writeWith(Flux.range(0, BIG / 8000).map(i -> buffer(response, "x".repeat(8000))));
            default -> text(response, "hello");
        };
    }

    private static Mono<Void> text(ServerHttpResponse response, String text) {
        response.getHeaders().setContentLength(text.length());
        return response.writeWith(Mono.just(buffer(response, text)));
    }

    private static DataBuffer buffer(ServerHttpResponse response, String text) {
        return response.bufferFactory().wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    List<Listener> listeners() {
        return context.getBean(Listeners.class).all();
    }

    Listener listener(int index) {
        return listeners().get(index);
    }

    Certificates certificates() {
        return context.getBean(Certificates.class);
    }

    @Override
    public void close() {
        context.close();
    }

    static HttpdProperties properties(
            @Nullable CertificateProperties certificate, boolean http2, ListenerProperties... listeners) {
        return TestProperties.of(certificate, http2, listeners);
    }

    static ListenerProperties plain(ListenAddress address) {
        return new ListenerProperties(
                address, false, Purpose.SITE, new Setting("server", "listen", address.toString(), null));
    }

    static ListenerProperties tls(ListenAddress address) {
        return new ListenerProperties(
                address, true, Purpose.SITE, new Setting("server", "listen_ssl", address.toString(), null));
    }

    static ListenerProperties management(ListenAddress address) {
        return new ListenerProperties(
                address, false, Purpose.MANAGEMENT, new Setting("management", "listen", address.toString(), null));
    }

    static ListenAddress loopback() {
        return new ListenAddress.Tcp("127.0.0.1", 0, Family.IPV4);
    }

    static ListenAddress unix(Path path) {
        return new ListenAddress.Unix(path);
    }

    /** Sends a request for a path with {@code Connection: close} and gives everything that comes back. */
    static String get(Listener listener, String path) throws IOException {
        if (listener.address() instanceof InetSocketAddress tcp) {
            return get(
                    tcp.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : tcp.getAddress(),
                    tcp.getPort(),
                    path);
        }
        return getUnix(Path.of(listener.url().substring("unix:".length())), path);
    }

    static String get(InetAddress host, int port, String path) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request(path));
            return read(socket.getInputStream());
        }
    }

    static String getUnix(Path socketFile, String path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socketFile));
            Channels.newOutputStream(channel).write(request(path));
            return read(Channels.newInputStream(channel));
        }
    }

    static byte[] request(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static String read(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
