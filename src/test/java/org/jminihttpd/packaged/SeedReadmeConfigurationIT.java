package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.packaged.Tool.curl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jminihttpd.packaged.RunningJar.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promises of pyminihttpd's README about its configuration, each in its own words; {@code wsgi:} stands with that destination. */
@Tag("heavy")
class SeedReadmeConfigurationIT {

    private Site site;

    @BeforeEach
    void makeSite(@TempDir Path directory) throws IOException {
        site = Site.in(directory);
    }

    // [server]

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0 127.0.0.2:0", "127.0.0.1:0,127.0.0.2:0", "127.0.0.1:0, 127.0.0.2:0"})
    void listenIsASpaceOrCommaDelimitedList(String listen) throws IOException {
        try (RunningJar jar = site.plain(listen).serve(2)) {
            site.assertServedBy(jar.urls().get(0));
            site.assertServedBy(jar.urls().get(1));
        }
    }

    @Test
    void ipAndPortListensOnTheIpOfASpecificInterface() throws IOException {
        try (RunningJar jar = site.plain("127.0.0.2:0").serve()) {
            site.assertServedBy("http://127.0.0.2:" + jar.port(0));
            Site.assertRefused("http://127.0.0.1:" + jar.port(0));
        }
    }

    @Test
    void zerosListenOnAllInterfacesIpv4Only() throws IOException {
        try (RunningJar jar = site.plain("0.0.0.0:0").serve()) {
            site.assertServedBy("http://127.0.0.1:" + jar.port(0));
            site.assertServedBy("http://127.0.0.2:" + jar.port(0));
            Site.assertRefused("http://[::1]:" + jar.port(0));
        }
    }

    @Test
    void colonsListenOnAllInterfacesIpv6Only() throws IOException {
        try (RunningJar jar = site.plain(":::0").serve()) {
            site.assertServedBy("http://[::1]:" + jar.port(0));
            Site.assertRefused("http://127.0.0.1:" + jar.port(0));
        }
    }

    @Test
    void twoListenAddressesListenOnIpv4AndIpv6() throws IOException {
        int port = Launch.freePort();
        Launch launch = site.plain("0.0.0.0:%d, :::%d".formatted(port, port));
        try (RunningJar jar = launch.serve(2)) {
            site.assertServedBy("http://127.0.0.1:" + jar.port(0));
            site.assertServedBy("http://[::1]:" + jar.port(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {":0", "0"})
    void portAloneListensOnAllInterfacesIpv4AndIpv6(String listen) throws IOException {
        try (RunningJar jar = site.plain(listen).serve()) {
            site.assertServedBy("http://127.0.0.1:" + jar.port(0));
            site.assertServedBy("http://[::1]:" + jar.port(0));
        }
    }

    @Test
    void portAloneListensOnIpv4OnlyIfIpv6IsNotSupportedByTheSystem() throws IOException {
        Path script = site.directory().resolve("without_ipv6.py");
        try (var source = SeedReadmeIT.class.getResourceAsStream("without_ipv6.py")) {
            Files.copy(java.util.Objects.requireNonNull(source), script);
        }
        Launch launch = site.plain("0").behind("python3", script.toString());
        try (RunningJar jar = launch.serve()) {
            site.assertServedBy("http://127.0.0.1:" + jar.port(0));
            Site.assertRefused("http://[::1]:" + jar.port(0));
        }
    }

    @Test
    void eachListenStreamIsASocketSd1ForTheFirstSd2ForTheSecond() throws IOException {
        int http = Launch.freePort();
        int https = Launch.freePort();
        Launch launch = site.plainAndTls("sd:1", "sd:2")
                .behind("systemd-socket-activate", "-l", Integer.toString(http), "-l", Integer.toString(https));
        try (RunningJar jar = launch.start()) {
            site.awaitServedBy(jar, "http://127.0.0.1:" + http);
            site.assertServedBy("http://[::1]:" + http);
            site.assertServedBy("https://127.0.0.1:" + https);
        }
    }

    @Test
    void sslCertAndSslKeyMustBeSpecifiedWithListenSsl() throws IOException {
        String text = "[server]\nlisten_ssl = 127.0.0.1:0\n";
        Outcome outcome = Launch.configured(site.directory(), text).run();
        assertThat(outcome.code()).isEqualTo(78);
        assertThat(outcome.err())
                .contains(":2: [server] listen_ssl = 127.0.0.1:0\n", "ssl_cert is missing", "ssl_key is missing");
    }

    // [routes]

    @Test
    void routesOfTheExampleAnswerAsDescribed() throws IOException {
        Path html = Files.createDirectories(site.directory().resolve("html"));
        Path home = Files.createDirectories(site.directory().resolve("home"));
        for (Path root : List.of(html, home)) {
            Files.writeString(root.resolve("index.html"), "index of " + root.getFileName());
            Files.writeString(root.resolve("somefile"), "somefile of " + root.getFileName());
        }
        String text = """
                [server]
                listen = 127.0.0.1:0
                [routes]
                / = static:%s/
                /home/ = static:%s/
                /users = static:/etc/passwd
                """.formatted(html, home);
        try (RunningJar jar = Launch.configured(site.directory(), text).serve()) {
            String url = jar.urls().get(0);
            assertAnswer(url + "/", 200, "index of html");
            assertAnswer(url + "/somefile", 200, "somefile of html");
            assertAnswer(url + "/home/", 200, "index of home");
            assertAnswer(url + "/home/somefile", 200, "somefile of home");
            assertAnswer(url + "/home", 301, "ocation: /home/");
            assertAnswer(url + "/homes", 404, "");
            assertAnswer(url + "/users", 200, "root:");
            assertAnswer(url + "/users/", 404, "");
            assertAnswer(url + "/users/somefile", 404, "");
        }
    }

    private static void assertAnswer(String url, int status, String content) throws IOException {
        assertThat(curl(url)).as(url).startsWith("HTTP/1.1 " + status + " ").contains(content);
    }

    @Test
    void staticPathMustBeADirectoryForADirectoryUrlAndAFileForAFile() throws IOException {
        String routes = "/a/ = static:%1$s/somefile\n/b = static:%1$s\n".formatted(site.root());
        Outcome outcome = site.plain("127.0.0.1:0", routes).run();
        assertThat(outcome.code()).isEqualTo(78);
        assertThat(outcome.err())
                .contains(":5: [routes] /a/ = ", "somefile is not a directory")
                .contains(":6: [routes] /b = ", "site is a directory");
    }
}
