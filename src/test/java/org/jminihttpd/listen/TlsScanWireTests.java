package org.jminihttpd.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.listen.TestServer.loopback;
import static org.jminihttpd.listen.TestServer.properties;
import static org.jminihttpd.listen.TestServer.tls;
import static org.jminihttpd.listen.TlsWireTests.connect;
import static org.jminihttpd.listen.TlsWireTests.isAccepted;
import static org.jminihttpd.listen.TlsWireTests.raw;
import static org.jminihttpd.listen.TlsWireTests.start;
import static org.jminihttpd.tls.TestCertificates.EC;
import static org.jminihttpd.tls.TestCertificates.RSA;
import static org.jminihttpd.tls.TestCertificates.make;
import static org.jminihttpd.tls.TestCertificates.openssl;

import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What scanners look for (BAD_INPUTS rows 13, 14 and 21): keys, curves, sessions, the chain, and hellos that are none. */
class TlsScanWireTests {

    private final Path directory;

    TlsScanWireTests(@TempDir Path directory) {
        this.directory = directory;
    }

    /** Row 14: a hello that claims 16 MiB, in records of the largest size; nothing of that size is kept. */
    @Test
    void endlessHelloIsRefused() throws Exception {
        try (TestServer server = start(make(directory, "a", EC))) {
            byte[] hello = new byte[64 * (5 + 16384)];
            for (int at = 0; at < hello.length; at += 5 + 16384) {
                System.arraycopy(new byte[] {0x16, 3, 1, 0x40, 0}, 0, hello, at, 5);
            }
            System.arraycopy(new byte[] {1, -1, -1, -1, 3, 3}, 0, hello, 5, 6);
            raw(server, hello);
            assertThat(connect(server)).contains("CN = a");
        }
    }

    @Test
    void helloThatDripsIsEndedAtTheTimeout() throws Exception {
        byte[] hello = {0x16, 3, 1, 1, 0, 1, 0, 0, (byte) 252, 3, 3};
        try (TestServer server = start(make(directory, "a", EC));
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.listener(0).port())) {
            socket.setSoTimeout(100);
            Instant begin = Instant.now();
            for (int sent = 0; !isEnded(socket); sent++) {
                assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(20));
                socket.getOutputStream().write(sent < hello.length ? hello[sent] : 0);
            }
            assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofSeconds(3));
        }
    }

    private static boolean isEnded(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rsa:2048",
                "ec -pkeyopt ec_paramgen_curve:P-256",
                "ec -pkeyopt ec_paramgen_curve:P-384",
                "ed25519"
            })
    void keysOfEveryKindAreServed(String key) throws IOException {
        List<String> newKey = new ArrayList<>(List.of("-newkey"));
        newKey.addAll(List.of(key.split(" ", -1)));
        try (TestServer server = start(make(directory, "a", newKey))) {
            assertThat(isAccepted(server, "-tls1_3")).isTrue();
            assertThat(isAccepted(server, "-tls1_2")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X25519", "P-256", "P-384"})
    void curvesOfBrowsersAreSpoken(String curve) throws IOException {
        try (TestServer server = start(make(directory, "a", RSA))) {
            assertThat(isAccepted(server, "-tls1_3", "-curves", curve)).isTrue();
            assertThat(isAccepted(server, "-tls1_2", "-curves", curve)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_3", "-tls1_2", "-tls1_2 -no_ticket"})
    void sessionsAreResumed(String version) throws IOException {
        try (TestServer server = start(make(directory, "a", EC))) {
            String session = directory.resolve("session").toString();
            List<String> options = new ArrayList<>(List.of(version.split(" ", -1)));
            options.addAll(List.of("-ign_eof", "-sess_out", session));
            String request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"; // tickets come with the answer
            assertThat(talk(server, request, options)).contains("hello", "New, TLS");
            options.set(options.size() - 2, "-sess_in");
            assertThat(talk(server, request, options)).contains("hello", "Reused, TLS");
        }
    }

    @Test
    void wholeChainIsSent() throws IOException {
        CertificateProperties authority = make(directory, "authority", EC);
        CertificateProperties files = signed(authority);
        try (TestServer server = start(files)) {
            assertThat(connect(
                            server,
                            "-showcerts",
                            "-CAfile",
                            authority.certificate().toString()))
                    .contains("Verification: OK", " 0 s:CN = leaf", " 1 s:CN = authority");
        }
    }

    @Test
    void otherProtocolsAreNotAgreedOn() throws IOException {
        CertificateProperties files = make(directory, "a", EC);
        for (boolean http2 : new boolean[] {true, false}) {
            try (TestServer server = TestServer.start(properties(files, http2, tls(loopback())))) {
                // BoringSSL cannot send the alert; without a protocol it is HTTP/1.1
                assertThat(connect(server, "-alpn", "smtp"))
                        .contains(OpenSsl.isAvailable() ? "No ALPN negotiated" : "no application protocol");
                assertThat(connect(server, "-alpn", "http/1.1")).contains("ALPN protocol: http/1.1");
                assertThat(connect(server, "-alpn", "h2,http/1.1"))
                        .contains("ALPN protocol: " + (http2 ? "h2" : "http/1.1"));
                assertThat(connect(server)).contains("No ALPN negotiated");
            }
        }
    }

    private static String talk(TestServer server, String input, List<String> options) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "s_client", "-connect", "127.0.0.1:" + server.listener(0).port()));
        all.addAll(options);
        return openssl(input, all.toArray(String[]::new));
    }

    /** A certificate CN=leaf that another one has signed, in one file with it. */
    private CertificateProperties signed(CertificateProperties authority) throws IOException {
        CertificateProperties leaf =
                TestCertificates.files(directory.resolve("leaf.crt"), directory.resolve("leaf.key"));
        Path request = directory.resolve("leaf.csr");
        List<String> req = new ArrayList<>(List.of("req", "-new", "-nodes", "-subj", "/CN=leaf"));
        req.addAll(EC);
        req.addAll(List.of("-keyout", leaf.key().toString(), "-out", request.toString()));
        openssl("", req.toArray(String[]::new));
        String signed = openssl(
                "",
                "x509",
                "-req",
                "-days",
                "5",
                "-in",
                request.toString(),
                "-CA",
                authority.certificate().toString(),
                "-CAkey",
                authority.key().toString());
        Files.writeString(leaf.certificate(), signed + Files.readString(authority.certificate()));
        return leaf;
    }
}
