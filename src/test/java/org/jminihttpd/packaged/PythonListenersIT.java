package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WSGI applications behind every kind of listener: nothing differs but what environ says of it. */
@Tag("heavy")
@Timeout(120)
class PythonListenersIT {

    /** How curl is told, and what the application sees. */
    enum Way {
        PLAIN("http", "HTTP/1.1", "--http1.1"),
        UNIX("http", "HTTP/1.1", "--unix-socket SOCKET"),
        TLS("https", "HTTP/1.1", "-k --http1.1"),
        HTTP2("https", "HTTP/2.0", "-k --http2");

        private final String scheme;
        private final String protocol;
        private final String arguments;

        Way(String scheme, String protocol, String arguments) {
            this.scheme = scheme;
            this.protocol = protocol;
            this.arguments = arguments;
        }
    }

    private static PythonSite site;

    @BeforeAll
    static void serve(@TempDir Path directory) throws IOException {
        CertificateProperties certificate = TestCertificates.make(directory, "example", TestCertificates.EC);
        String text = """
                [server]
                listen = 127.0.0.1:0, unix:%1$s/socket
                listen_ssl = 127.0.0.1:0
                ssl_cert = %2$s
                ssl_key = %3$s
                [routes]
                / = wsgi:%4$s/app.py
                /valid/ = wsgi:%4$s/validated.py
                /hostile/ = wsgi:%4$s/hostile.py
                """.formatted(directory, certificate.certificate(), certificate.key(), PythonSite.SCRIPTS);
        site = new PythonSite(Launch.configured(directory, text).serve(3), directory);
    }

    @AfterAll
    static void validatorFoundNothing() throws IOException {
        try (PythonSite closing = site) {
            assertThat(closing.log()).doesNotContain("validate.py", "WSGIWarning");
        }
    }

    private static String curl(Way way, String path, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "60"));
        String socket = site.directory().resolve("socket").toString();
        command.addAll(List.of(way.arguments.replace("SOCKET", socket).split(" ", -1)));
        command.addAll(List.of(more));
        String prefix = way.scheme + "://";
        String address = site.jar().urls().stream()
                .filter(url -> url.startsWith(prefix))
                .findFirst()
                .orElseThrow();
        command.add(address + path);
        return Tool.run(command.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void environSaysHowTheClientCame(Way way) throws IOException {
        for (String route : new String[] {"", "/valid"}) {
            assertThat(curl(way, route + "/environ", "-H", "Cookie: a=1", "-H", "X-Forwarded-Proto: gopher")
                            .lines())
                    .contains(
                            "wsgi.url_scheme='" + way.scheme + "'",
                            "SERVER_PROTOCOL='" + way.protocol + "'",
                            "SERVER_NAME='127.0.0.1'",
                            "HTTP_COOKIE='a=1'",
                            "REMOTE_ADDR='" + (way == Way.UNIX ? "" : "127.0.0.1") + "'")
                    .anyMatch(line -> line.startsWith("HTTP_HOST='127.0.0.1:"))
                    .noneMatch(line -> line.contains("gopher"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bodiesGoBothWays(Way way) throws IOException {
        byte[] bytes = new byte[20_000_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        Path body = Files.write(site.directory().resolve("body"), bytes);
        String md5 = Tool.run("md5sum", body.toString()).split(" ", 2)[0];
        assertThat(curl(way, "/md5", "-T", body.toString())).startsWith("20000000 " + md5);
        assertThat(curl(way, "/md5", "-T", body.toString(), "-H", "Expect:")).startsWith("20000000 " + md5);
        Path received = site.directory().resolve("received");
        for (String path : new String[] {"/bytes?20000000", "/known?20000000", "/file?whole:" + body}) {
            assertThat(curl(way, path, "-o", received.toString())).isEmpty();
            assertThat(received).as(path).hasSameBinaryContentAs(body);
        }
        assertThat(curl(way, "/file?whole:" + body, "-I")).containsIgnoringCase("content-length: 20000000");
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenAnswerIsKnownToBeBroken(Way way) throws IOException {
        for (String path : new String[] {"stream_short", "stream_raises", "stream_dies"}) {
            String answer = curl(way, "/hostile/" + path);
            assertThat(answer).as(path).contains("abc").containsPattern("curl: \\((18|92|56)\\)");
            site.jar().await(() -> curl(way, "/hostile/fine").equals("fine"));
        }
        if (way == Way.TLS) {
            assertThat(curl(way, "/hostile/stream_raises", "--http1.0", "--no-alpn"))
                    .contains("curl: (56)");
        }
    }
}
