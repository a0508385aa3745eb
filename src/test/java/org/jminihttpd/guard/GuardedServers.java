package org.jminihttpd.guard;

import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import org.jminihttpd.config.LimitProperties;
import org.jminihttpd.listen.TestLane;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.tcp.SslProvider;

/** One guarded server on each kind of listener, with a handler that echoes what it sees. */
final class GuardedServers implements AutoCloseable {

    /** The kinds of listener that speak HTTP/1. */
    enum Kind {
        PLAIN,
        TLS,
        UNIX
    }

    /** "METHOD URI" of every request that got to the handler. */
    final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();

    private final List<DisposableServer> servers = new ArrayList<>();
    private final Path socket;

    GuardedServers(LimitProperties limits) throws IOException {
        this(limits, GuardedServers::echo);
    }

    GuardedServers(LimitProperties limits, BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler)
            throws IOException {
        socket = Files.createTempDirectory("guard").resolve("s");
        Guards guards = new Guards(limits);
        SslProvider.GenericSslContextSpec<?> tls = Http2SslContextSpec.forServer(TestCertificate.keys());
        BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> recording = (request, response) -> {
            seen.add(request.method() + " " + request.uri());
            return handler.apply(request, response);
        };
        HttpServer tcp = HttpServer.create().host("127.0.0.1").port(0);
        HttpServer secure = tcp.protocol(HttpProtocol.HTTP11, HttpProtocol.H2).secure(spec -> spec.sslContext(tls));
        HttpServer unix = HttpServer.create().bindAddress(() -> new DomainSocketAddress(socket.toFile()));
        for (HttpServer server : List.of(tcp, secure, unix)) {
            servers.add(TestLane.apply(server, guards, TestLane.answers())
                    .handle(recording)
                    .bindNow());
        }
    }

    static LimitProperties limits() {
        return new LimitProperties(Duration.ofSeconds(30), 16 * 1024, 1024 * 1024, 10_000);
    }

    private static Publisher<Void> echo(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asByteArray()
                .defaultIfEmpty(new byte[0])
                .flatMap(body -> response.header(
                                "X-Host", request.requestHeaders().get("Host", "-"))
                        .header("Content-Length", String.valueOf(body.length))
                        .sendByteArray(Mono.just(body))
                        .then());
    }

    Wire open(Kind kind) throws IOException {
        return switch (kind) {
            case PLAIN -> Wire.plain(servers.get(0).port());
            case TLS -> Wire.tls(servers.get(1).port(), "http/1.1");
            case UNIX -> Wire.unix(socket);
        };
    }

    Wire openHttp2() throws IOException {
        return Wire.tls(servers.get(1).port(), "h2");
    }

    @Override
    public void close() throws IOException {
        servers.forEach(DisposableServer::disposeNow);
        Files.deleteIfExists(socket);
    }
}
