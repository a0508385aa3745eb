package org.jminihttpd.destination.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.jminihttpd.RunningServer;
import org.jminihttpd.tls.TestCertificates;

/**
 * The application of {@link ShopSources}, served twice: on the server's Spring as {@code /plain/}, on its own as
 * {@code /boot/}.
 *
 * @param server with the listeners of {@link #serve}
 * @param client of its plain listener
 * @param directory of its files
 */
record Shop(RunningServer server, HttpClient client, Path directory) implements AutoCloseable {

    /** @param routes more lines of {@code [routes]} */
    static Shop start(Path directory, String routes) throws IOException {
        Path plain = ShopSources.plain(directory.resolve("plain.jar"));
        Path boot = ShopSources.executable(directory.resolve("boot.jar"));
        RunningServer server = serve(directory, """
                max_threads = 5
                [routes]
                /plain/ = app:%2$s
                /boot/ = app:%3$s
                %4$s
                [environ]
                SHOP_MAX_ITEMS = 12
                [app /plain/]
                shop.greeting = hello from the section
                shop.trace = %1$s/trace
                [app /boot/]
                shop.greeting = hello from the section
                shop.trace = %1$s/trace
                [route /plain/]
                timeout = 2
                """.formatted(directory, plain, boot, routes));
        return new Shop(server, HttpClient.newHttpClient(), directory);
    }

    /**
     * The whole product on a plain, a Unix-domain and a TLS listener.
     *
     * @param more keys of {@code [server]}, then other sections
     */
    static RunningServer serve(Path directory, String more) throws IOException {
        TestCertificates.make(directory, "a", TestCertificates.EC);
        return RunningServer.start(directory, """
                [server]
                listen = 127.0.0.1:0, unix:%1$s/socket
                listen_ssl = 127.0.0.1:0
                ssl_cert = %1$s/a.crt
                ssl_key = %1$s/a.key
                """.formatted(directory) + more);
    }

    URI uri(String target) {
        return URI.create("http://127.0.0.1:" + server.listeners().get(0).port() + target);
    }

    HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri(target))
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                BodyHandlers.ofString());
    }

    @Override
    public void close() {
        server.close();
    }
}
