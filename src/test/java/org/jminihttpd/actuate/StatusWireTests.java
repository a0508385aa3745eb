package org.jminihttpd.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jminihttpd.RunningServer;
import org.jminihttpd.badinput.Browser;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The page for people, in a browser, and the table for programs. */
@Tag("lane")
class StatusWireTests {

    private static final int SITE = 0;
    private static final int MANAGEMENT = 2;

    private static Path directory;
    private static RunningServer server;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        Files.writeString(Files.createDirectory(directory.resolve("www")).resolve("a"), "a");
        Files.writeString(directory.resolve("pages.py"), "def get(request):\n    return 'hi'\n");
        Files.writeString(directory.resolve("broken.jar"), "no jar");
        CertificateProperties pair = TestCertificates.make(directory, "a", TestCertificates.EC);
        server = RunningServer.start(directory, """
                [server]
                listen = 127.0.0.1:0
                listen_ssl = 127.0.0.1:0
                ssl_cert = %2$s
                ssl_key = %3$s
                access_log = off
                [management]
                listen = 127.0.0.1:0
                status = yes
                [routes]
                / = static:%1$s/www
                /<b>&"/ = static:%1$s/www
                /python/ = python:%1$s/pages.py
                /broken/ = app:%1$s/broken.jar
                """.formatted(directory, pair.certificate(), pair.key()));
        LoggerFactory.getLogger("org.jminihttpd.test").error("It <i>failed</i>:\n& on two lines");
        await().atMost(Duration.ofSeconds(60)).until(() -> get(SITE, "/broken/").startsWith("HTTP/1.1 503 "));
        await().atMost(Duration.ofSeconds(60)).until(() -> get(SITE, "/python/").endsWith("hi"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void tableIsThatOfTheMoment() throws IOException {
        String answer = get(MANAGEMENT, "/actuator/routes");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .containsIgnoringCase("\r\ncontent-type: application/json\r\n")
                .contains(
                        "{\"url\":\"/\",\"destination\":\"static:D/www\",\"file\":\"D/server.conf\",\"line\":11,\"serving\":true}"
                                .replace("D/", directory + "/"),
                        "{\"url\":\"/python/\"",
                        ",\"serving\":true,\"workers\":{\"running\":1,\"busy\":0,\"waiting\":0}}",
                        ",\"line\":14,\"serving\":false,\"problem\":\"The application cannot run: ")
                .endsWith("],\"finishing\":0}");
    }

    @Test
    void visitorsSeeNothingOfIt() throws IOException {
        assertThat(get(SITE, "/actuator/status")).startsWith("HTTP/1.1 404 ");
        assertThat(get(SITE, "/actuator/routes")).startsWith("HTTP/1.1 404 ");
        assertThat(server.send(MANAGEMENT, "POST /actuator/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("\r\nallow: GET, HEAD\r\n");
    }

    @Test
    void pageLoadsNothingElse() throws IOException {
        assertThat(get(MANAGEMENT, "/actuator/status"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .containsIgnoringCase("\r\ncontent-security-policy: default-src 'none'; style-src 'unsafe-inline';")
                .doesNotContain("<script", "<img", "<link", "url(", "@import");
    }

    @Test
    @Tag("heavy")
    void browserShowsListenersRoutesCertificatesErrorsAndTheRate(@TempDir Path profile) throws Exception {
        InetSocketAddress address =
                (InetSocketAddress) server.listeners().get(MANAGEMENT).address();
        String url = "http://127.0.0.1:" + address.getPort() + "/actuator/status";
        try (Browser browser = Browser.start(profile)) {
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                get(SITE, "/nothing");
                get(SITE, "/broken/");
                browser.open(url); // the second of the requests must be over
                assertThat(browser.evaluate("document.querySelector('#rate').innerText"))
                        .matches(
                                "(?s)\\d+\\.\\d\\s+requests per second now\\s+\\d+\\.\\d\\s+a second in the last minute\\s+"
                                        + "[1-9]\\d*\\s+client errors, last minute\\s+[1-9]\\d*\\s+server errors, last minute\\s+"
                                        + "[1-9]\\d*\\s+open connections\\s+0 h \\d+ min\\s+up");
            });
            assertThat(browser.evaluate("document.querySelector('#state').innerText"))
                    .isEqualTo("1 route is not serving.");
            assertThat(browser.evaluate("document.querySelector('path').getBBox().height"))
                    .isEqualTo("100");
            assertThat(browser.evaluate("document.title")).isEqualTo("jminihttpd status");
            assertThat(cells(browser, "listeners"))
                    .contains("(plain)|serving|", "(TLS)|serving|0")
                    .containsPattern("\\(plain, management\\)\\|serving\\|[1-9]");
            assertThat(cells(browser, "routes"))
                    .contains(
                            "/|static:" + directory + "/www|server.conf:11|serving",
                            "/<b>&\"/|static:" + directory + "/www|server.conf:12|serving",
                            "|1 worker(s), 0 busy, 0 waiting",
                            "|The application cannot run: " + directory + "/broken.jar is not a jar");
            assertThat(browser.evaluate("document.querySelectorAll('#routes .bad').length"))
                    .isEqualTo("1");
            assertThat(cells(browser, "certificates"))
                    .containsPattern("server\\|localhost, 127\\.0\\.0\\.1\\|29\\|until 20");
            assertThat(cells(browser, "errors")).contains("|ERROR|It <i>failed</i>:\n& on two lines");
            browser.screen(360, 740, true);
            assertThat(browser.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .as("fits a telephone")
                    .isEqualTo("true");
            assertThat(browser.hadDialog()).isFalse();
            browser.picture("status-small-dark");
            browser.screen(1100, 900, false);
            browser.picture("status");
        }
    }

    /** The rows of a table, a line each, as a person reads them. */
    private static String cells(Browser browser, String table) throws InterruptedException {
        return browser.evaluate("[...document.querySelector('#" + table
                + "').rows].map(row => [...row.cells].map(cell => cell.innerText).join('|')).join('\\n')");
    }

    private static String get(int listener, String target) throws IOException {
        return server.send(listener, "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }
}
