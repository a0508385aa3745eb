package org.jminihttpd.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.reload.TwoSites.LISTEN;
import static org.jminihttpd.reload.TwoSites.get;
import static org.jminihttpd.reload.TwoSites.request;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.jminihttpd.RunningServer;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.listen.Listener;
import org.jminihttpd.tls.CurrentCertificates;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of listeners and of what is between them and the routes, seen by clients of a server that goes on. */
class ListenerReloadWireTests {

    private final Path directory;
    private final TwoSites sites;
    private final Path one;

    ListenerReloadWireTests(@TempDir Path directory) throws IOException {
        this.directory = directory;
        sites = TwoSites.in(directory);
        one = sites.one();
    }

    @Test
    void portThatIsTakenKeepsEverything() throws Exception {
        try (RunningServer other = RunningServer.start(
                        Files.createDirectory(directory.resolve("other")), LISTEN + "[routes]\n/ = redirect:/\n");
                RunningServer server = sites.start(LISTEN + "[routes]\n/ = static:" + one + "/\n")) {
            ReloadReport report = sites.reload(
                    server,
                    "[server]\nlisten = 127.0.0.1:0 unix:%s/new.sock 127.0.0.1:%d\n[routes]\n/ = static:%s/\n"
                            .formatted(directory, other.listeners().get(0).port(), sites.two()));
            assertThat(report.problems()).contains(":2: [server] listen = ").contains("another program already does");
            assertThat(get(server, "/page")).endsWith("page of one");
            assertThat(directory.resolve("new.sock")).doesNotExist();
        }
    }

    @Test
    void listenersComeAndGo() throws Exception {
        String routes = "[routes]\n/ = static:" + one + "/\n";
        Path socket = directory.resolve("x.sock");
        try (RunningServer server = sites.start(LISTEN + routes);
                RunningServer.Client client = server.connect(0)) {
            int first = server.listeners().get(0).port();
            sites.reloadWell(server, "[server]\nlisten = 127.0.0.1:0 unix:" + socket + "\n" + routes);
            assertThat(server.listeners())
                    .hasSize(2)
                    .first()
                    .extracting(Listener::port)
                    .isEqualTo(first);
            assertThat(get(server, 1, "/page")).endsWith("page of one");
            client.send(request("/page"));
            assertThat(client.head()).contains("200 OK");
            assertThat(client.read(11)).hasSize(11);
            sites.reloadWell(server, "[server]\nlisten = unix:" + socket + "\n" + routes);
            assertThat(get(server, 0, "/page")).endsWith("page of one");
            assertThat(client.rest()).isEmpty(); // its listener has gone
            assertThat(refuses(first)).isTrue();
            sites.reloadWell(server, LISTEN + routes);
            assertThat(socket).doesNotExist();
            assertThat(get(server, 0, "/page")).endsWith("page of one");
        }
    }

    private static boolean refuses(int port) throws IOException {
        try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return open.isClosed();
        } catch (ConnectException refused) {
            return true;
        }
    }

    @Test
    void requestOnARemovedListenerFinishes() throws Exception {
        int size = 30_000_000;
        Files.write(one.resolve("large"), new byte[size]);
        String routes = "[routes]\n/ = static:" + one + "/\n";
        try (RunningServer server = sites.start("[server]\nlisten = 127.0.0.1:0 127.0.0.1:0\n" + routes);
                RunningServer.Client client = server.connect(1)) {
            client.send(request("/large"));
            assertThat(client.head()).containsIgnoringCase("content-length: " + size);
            sites.reloadWell(server, LISTEN + routes);
            assertThat(client.read(size)).hasSize(size);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void socketTurnsFromPlainToTlsAndBack() throws Exception {
        CertificateProperties certificate = TestCertificates.make(directory, "example", TestCertificates.EC);
        String rest = "ssl_cert = %s\nssl_key = %s\n[routes]\n/ = static:%s/\n"
                .formatted(certificate.certificate(), certificate.key(), one);
        try (RunningServer server = sites.start("[server]\nlisten = 127.0.0.1:0\n" + rest);
                RunningServer.Client plain = server.connect(0)) {
            int port = server.listeners().get(0).port();
            sites.reloadWell(server, "[server]\nlisten_ssl = 127.0.0.1:0\n" + rest);
            assertThat(server.listeners()).extracting(Listener::url).containsExactly("https://127.0.0.1:" + port);
            assertThat(get(server, "/page")).endsWith("page of one"); // over TLS
            plain.send(request("/page"));
            assertThat(plain.head()).contains("200 OK"); // its connection stays what it was
            sites.reloadWell(server, "[server]\nlisten = 127.0.0.1:0\n" + rest);
            assertThat(server.listeners()).extracting(Listener::url).containsExactly("http://127.0.0.1:" + port);
            assertThat(get(server, "/page")).endsWith("page of one");
        }
    }

    @Test
    void certificatesAreReplacedOrKept() throws Exception {
        CertificateProperties first = TestCertificates.make(directory, "first", TestCertificates.EC);
        CertificateProperties second = TestCertificates.make(directory, "second", TestCertificates.EC);
        String format =
                "[server]\nlisten_ssl = 127.0.0.1:0\nssl_cert = %s\nssl_key = %s\n[routes]\n/ = static:" + one + "/\n";
        try (RunningServer server = sites.start(format.formatted(first.certificate(), first.key()))) {
            int port = server.listeners().get(0).port();
            sites.reloadWell(server, format.formatted(second.certificate(), second.key()));
            assertThat(server.listeners()).extracting(Listener::port).containsExactly(port);
            assertThat(subject(server)).contains("second");
            assertThat(get(server, "/page")).endsWith("page of one");
            // the same names, another content
            Files.copy(first.certificate(), second.certificate(), StandardCopyOption.REPLACE_EXISTING);
            assertThat(sites.reload(server, format.formatted(second.certificate(), second.key()))
                            .problems())
                    .contains("does not belong to the certificate");
            assertThat(subject(server)).contains("second");
            Files.copy(first.key(), second.key(), StandardCopyOption.REPLACE_EXISTING);
            sites.reloadWell(server, format.formatted(second.certificate(), second.key()));
            assertThat(subject(server)).contains("first");
        }
    }

    private static String subject(RunningServer server) throws IOException {
        String known = Objects.requireNonNull(
                        server.bean(CurrentCertificates.class).get())
                .state()
                .subject();
        assertThat(server.peerSubject(0)).isEqualTo(known);
        return known;
    }

    @Test
    void limitsHoldForNewConnections() throws Exception {
        String rest = "\n[routes]\n/ = static:" + one + "/\n";
        String post = "POST /page HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\nConnection: close\r\n\r\n";
        try (RunningServer server = sites.start(LISTEN + "max_body = 10k" + rest)) {
            assertThat(server.send(0, post + "x".repeat(5000))).startsWith("HTTP/1.1 405");
            sites.reloadWell(server, LISTEN + "max_body = 1k" + rest);
            assertThat(server.send(0, post)).startsWith("HTTP/1.1 413");
        }
    }
}
