package org.jminihttpd.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.listen.TestServer.loopback;
import static org.jminihttpd.listen.TestServer.plain;
import static org.jminihttpd.listen.TestServer.properties;
import static org.jminihttpd.listen.TestServer.read;
import static org.jminihttpd.listen.TestServer.tls;
import static org.jminihttpd.tls.TestCertificates.EC;
import static org.jminihttpd.tls.TestCertificates.RSA;
import static org.jminihttpd.tls.TestCertificates.make;
import static org.jminihttpd.tls.TestCertificates.openssl;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.jminihttpd.config.CertificateProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS listeners as openssl, browsers and certbot meet them. */
class TlsWireTests {

    private final Path directory;

    TlsWireTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @CsvSource({"-tls1_3, true", "-tls1_2, true", "-tls1_1, false", "-tls1, false"})
    void onlyTls12And13AreSpoken(String version, boolean spoken) throws IOException {
        try (TestServer server = start(make(directory, "a", RSA))) {
            assertThat(isAccepted(server, version, "-cipher", "ALL:@SECLEVEL=0"))
                    .isEqualTo(spoken);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AES128-GCM-SHA256",
                "AES256-SHA",
                "ECDHE-RSA-AES128-SHA",
                "ECDHE-RSA-AES256-SHA384",
                "DHE-RSA-AES128-SHA"
            })
    void ciphersWithoutForwardSecrecyOrWithCbcAreRefused(String cipher) throws IOException {
        try (TestServer server = start(make(directory, "a", RSA))) {
            assertThat(isAccepted(server, "-tls1_2", "-cipher", cipher + ":@SECLEVEL=0"))
                    .isFalse();
            assertThat(isAccepted(server, "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"))
                    .isTrue();
        }
    }

    @Test
    void http2IsOfferedUnlessSwitchedOff() throws Exception {
        CertificateProperties files = make(directory, "a", EC);
        try (TestServer server = start(files)) {
            HttpResponse<String> response = client(files).send(request(server, "/"), BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.body()).isEqualTo("hello");
        }
        try (TestServer server = TestServer.start(properties(files, false, tls(loopback())))) {
            assertThat(client(files)
                            .send(request(server, "/"), BodyHandlers.ofString())
                            .version())
                    .isEqualTo(HttpClient.Version.HTTP_1_1);
        }
    }

    @Test
    void hstsIsOnEveryTlsAnswerAndOnNoPlainOne() throws Exception {
        CertificateProperties files = make(directory, "a", EC);
        try (TestServer server = TestServer.start(properties(files, true, tls(loopback()), plain(loopback())))) {
            assertThat(client(files)
                            .send(request(server, "/"), BodyHandlers.ofString())
                            .headers()
                            .allValues("strict-transport-security"))
                    .containsExactly("max-age=31536000");
            String hsts = "strict-transport-security: max-age=31536000\r\n";
            assertThat(exchange(files, server, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200")
                    .containsOnlyOnce(hsts);
            assertThat(exchange(files, server, "GET / HTTP/1.1\r\n:bad header\r\n\r\n"))
                    .startsWith("HTTP/1.1 400")
                    .containsOnlyOnce(hsts);
            assertThat(TestServer.get(server.listener(1), "/"))
                    .startsWith("HTTP/1.1 200")
                    .doesNotContain("strict");
        }
        try (TestServer server = TestServer.start(properties(files, false, tls(loopback())))) {
            assertThat(exchange(files, server, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .contains("strict-transport-security");
        }
    }

    @Test
    void plainHttpOnTheTlsPortIsToldSo() throws Exception {
        CertificateProperties files = make(directory, "a", EC);
        try (TestServer server = start(files)) {
            for (String request : List.of("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")) {
                assertThat(raw(server, request.getBytes(US_ASCII)))
                        .startsWith("HTTP/1.1 400 Bad Request\r\n")
                        .containsOnlyOnce("\r\ndate: ")
                        .endsWith("put https:// before the address.\n");
            }
            assertThat(client(files)
                            .send(request(server, "/"), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void unknownServerNameGetsTheCertificate() throws IOException {
        try (TestServer server = start(make(directory, "a", EC))) {
            assertThat(connect(server, "-servername", "unknown.example")).contains("CN = a");
            assertThat(connect(server, "-noservername")).contains("CN = a");
        }
    }

    @Test
    void silentHandshakeIsEndedAtTheTimeout() throws IOException {
        try (TestServer server = start(make(directory, "a", EC));
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.listener(0).port())) {
            socket.setSoTimeout(15_000);
            assertThat(socket.getInputStream().read()).isLessThan(0); // the limit of the test server is 5 s
        }
    }

    @Test
    void renewedCertificateIsServedWithinTenSecondsAndOldConnectionsLiveOn() throws Exception {
        CertificateProperties files = make(directory, "first", EC);
        try (TestServer server = start(files);
                SSLSocket old = socket(files, server)) {
            old.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
            assertThat(readUntil(old.getInputStream(), "hello")).startsWith("HTTP/1.1 200");
            CertificateProperties renewed = make(directory, "second", EC);
            Files.move(renewed.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
            Files.move(renewed.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(connect(server)).contains("CN = second"));
            old.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
            assertThat(readUntil(old.getInputStream(), "hello")).startsWith("HTTP/1.1 200");
            assertThat(server.certificates().state().subject()).isEqualTo("CN=second");
            assertThat(server.certificates().state().problem()).isNull();
        }
    }

    static TestServer start(CertificateProperties files) {
        return TestServer.start(properties(files, true, tls(loopback())));
    }

    static boolean isAccepted(TestServer server, String... options) throws IOException {
        String output = connect(server, options);
        assertThat(output).contains("CONNECTED");
        return output.contains("Verification error: self-signed certificate");
    }

    static String connect(TestServer server, String... options) throws IOException {
        String[] fixed = {
            "s_client", "-connect", "127.0.0.1:" + server.listener(0).port()
        };
        String[] all = java.util.Arrays.copyOf(fixed, fixed.length + options.length);
        System.arraycopy(options, 0, all, fixed.length, options.length);
        return openssl("", all);
    }

    /** What comes back for bytes that are sent without TLS, until the end. */
    static String raw(TestServer server, byte[] bytes) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.listener(0).port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes);
            return read(socket.getInputStream());
        } catch (SocketException e) {
            return ""; // a reset
        }
    }

    private static HttpRequest request(TestServer server, String path) {
        return HttpRequest.newBuilder(URI.create(server.listener(0).url() + path))
                .build();
    }

    private static HttpClient client(CertificateProperties files) throws IOException, GeneralSecurityException {
        return TestClients.http(files, HttpClient.Version.HTTP_2);
    }

    private static String exchange(CertificateProperties files, TestServer server, String request)
            throws IOException, GeneralSecurityException {
        try (SSLSocket socket = socket(files, server)) {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return read(socket.getInputStream());
        }
    }

    private static SSLSocket socket(CertificateProperties files, TestServer server)
            throws IOException, GeneralSecurityException {
        SSLSocket socket = (SSLSocket) TestClients.trusting(files)
                .getSocketFactory()
                .createSocket("127.0.0.1", server.listener(0).port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new SocketException("closed after " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }
}
