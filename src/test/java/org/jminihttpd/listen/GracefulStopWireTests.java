package org.jminihttpd.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.listen.TestServer.BIG;
import static org.jminihttpd.listen.TestServer.get;
import static org.jminihttpd.listen.TestServer.loopback;
import static org.jminihttpd.listen.TestServer.plain;
import static org.jminihttpd.listen.TestServer.properties;
import static org.jminihttpd.listen.TestServer.tls;
import static org.jminihttpd.listen.TestServer.unix;
import static org.jminihttpd.tls.TestCertificates.EC;
import static org.jminihttpd.tls.TestCertificates.make;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.config.HttpdProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a server as its clients see it. */
class GracefulStopWireTests {

    /** One thread for each client: the common pool has a single one on two cores. */
    private static final java.util.concurrent.Executor CLIENTS = task -> new Thread(task, "client").start();

    private final Path directory;

    GracefulStopWireTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void runningRequestsOnEveryListenerFinish() throws Exception {
        CertificateProperties files = make(directory, "a", EC);
        TestServer server = TestServer.start(properties(
                files,
                true,
                plain(loopback()),
                plain(loopback()),
                plain(unix(directory.resolve("x.sock"))),
                tls(loopback())));
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (Listener listener : server.listeners().subList(0, 3)) {
            answers.add(CompletableFuture.supplyAsync(() -> slow(listener), CLIENTS));
        }
        for (String version : List.of("--http1.1", "--http2")) { // the JDK's client takes GOAWAY for a failure
            answers.add(CompletableFuture.supplyAsync(
                    () -> curl(version, server.listener(3).url() + "/slow"), CLIENTS));
        }
        Thread.sleep(500);
        server.close();
        for (CompletableFuture<String> answer : answers) {
            assertThat(answer.get(10, TimeUnit.SECONDS)).contains("begin ").contains("end");
        }
    }

    @Test
    void answerThatIsOnItsWayIsSentWhole() throws Exception {
        CertificateProperties files = make(directory, "a", EC);
        TestServer server =
                TestServer.start(properties(files, true, plain(loopback()), plain(loopback()), tls(loopback())));
        List<Socket> clients = new ArrayList<>();
        for (Listener listener : server.listeners()) {
            Socket client = listener.properties().tls()
                    ? TestClients.trusting(files).getSocketFactory().createSocket("127.0.0.1", listener.port())
                    : new Socket(InetAddress.getLoopbackAddress(), listener.port());
            client.getOutputStream().write(TestServer.request("/big"));
            clients.add(client);
        }
        CompletableFuture<String> http2 = CompletableFuture.supplyAsync(
                () -> curl("--http2", "--limit-rate", "4M", server.listener(2).url() + "/big"), CLIENTS);
        Thread.sleep(1000); // socket buffers are full, most of the answer is still with the server
        CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close, CLIENTS);
        Thread.sleep(500);
        for (Socket client : clients) {
            assertThat(client.getInputStream().readAllBytes().length).isGreaterThan(BIG);
            client.close();
        }
        assertThat(http2.get(20, TimeUnit.SECONDS)).hasSize(BIG);
        closed.get(10, TimeUnit.SECONDS);
    }

    /** Answers so small that the server is done with them long before the client. */
    @Test
    void answersThatWaitInTheSocketAreSentWhole() throws Exception {
        CertificateProperties files = make(directory, "a", EC);
        TestServer server = TestServer.start(properties(files, true, plain(loopback()), tls(loopback())));
        List<Socket> clients = new ArrayList<>();
        for (Listener listener : server.listeners()) {
            Socket client = listener.properties().tls()
                    ? TestClients.trusting(files).getSocketFactory().createSocket()
                    : new Socket();
            client.setReceiveBufferSize(4096);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()));
            client.getOutputStream().write("GET /medium HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
            clients.add(client);
        }
        Thread.sleep(500);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close, CLIENTS);
        Thread.sleep(500);
        for (Socket client : clients) {
            assertThat(client.getInputStream().readAllBytes().length).isGreaterThan(TestServer.MEDIUM);
            client.close();
        }
        closed.get(10, TimeUnit.SECONDS);
    }

    @Test
    void requestThatRunsTooLongIsCut() throws Exception {
        HttpdProperties properties = properties(null, true, plain(loopback()), plain(loopback()));
        TestServer server =
                TestServer.start(properties, () -> Listeners.open(properties.listeners()), Duration.ofMillis(700));
        List<CompletableFuture<String>> answers = server.listeners().stream()
                .map(listener -> CompletableFuture.supplyAsync(() -> slow(listener), CLIENTS))
                .toList();
        Thread.sleep(300);
        server.close(); // "end" would come 1500 ms after the beginning
        for (CompletableFuture<String> answer : answers) {
            assertThat(answer.get(10, TimeUnit.SECONDS)).doesNotContain("end");
        }
    }

    @Test
    void idleConnectionsDoNotDelayTheEnd() throws Exception {
        CertificateProperties files = make(directory, "a", EC);
        TestServer server = TestServer.start(properties(files, true, tls(loopback()), plain(loopback())));
        HttpClient http2 = TestClients.http(files, HttpClient.Version.HTTP_2);
        http2.send(request(server, "/"), BodyHandlers.ofString());
        try (Socket silent = new Socket(
                        InetAddress.getLoopbackAddress(), server.listener(1).port());
                Socket withoutHello = new Socket(
                        InetAddress.getLoopbackAddress(), server.listener(0).port());
                Socket used = new Socket(
                        InetAddress.getLoopbackAddress(), server.listener(1).port())) {
            used.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
            InputStream in = used.getInputStream();
            for (String seen = ""; !seen.endsWith("hello"); seen += (char) in.read()) {}
            Instant begin = Instant.now();
            server.close();
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(3));
            assertThat(silent.getInputStream().read()).isNegative();
            assertThat(withoutHello.getInputStream().read()).isNegative();
            assertThat(in.read()).isNegative();
        }
    }

    @Test
    void requestThatArrivesJustBeforeTheEndIsAnswered() throws Exception {
        for (int i = 0; i < 20; i++) {
            TestServer server = TestServer.start(plain(loopback()), plain(loopback()));
            try (Socket client = new Socket(
                    InetAddress.getLoopbackAddress(), server.listener(i % 2).port())) {
                Thread.sleep(5); // accepted
                CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close, CLIENTS);
                Thread.sleep(i);
                client.getOutputStream().write(TestServer.request("/"));
                assertThat(TestServer.read(client.getInputStream())).endsWith("hello");
                closed.get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void nothingIsLeftOpen() throws Exception {
        CertificateProperties files = make(directory, "a", EC);
        Runnable life = () -> {
            try (TestServer server = TestServer.start(properties(
                    files, true, plain(loopback()), tls(loopback()), plain(unix(directory.resolve("x.sock")))))) {
                get(server.listener(0), "/");
                get(server.listener(2), "/");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        };
        life.run();
        Thread.sleep(500);
        long before = openFiles();
        for (int i = 0; i < 5; i++) {
            life.run();
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(before));
    }

    private static HttpRequest request(TestServer server, String path) {
        Listener tls = server.listeners().stream()
                .filter(listener -> listener.properties().tls())
                .findFirst()
                .orElseThrow();
        return HttpRequest.newBuilder(URI.create(tls.url() + path)).build();
    }

    private static String slow(Listener listener) {
        try {
            return get(listener, "/slow");
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String curl(String... options) {
        try {
            List<String> command = new ArrayList<>(List.of("curl", "-sSk"));
            command.addAll(List.of(options));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return TestServer.read(process.getInputStream());
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
