package org.jminihttpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.explain.Explainer;
import org.jminihttpd.explain.Explanation;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** What {@code --explain} says of each part of a configuration, beside a server that runs by the same. */
class ExplainWireTests {

    private static Path directory;
    private static RunningServer server;
    private static ConfigurableApplicationContext checked;
    private static Explainer explainer;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        Path www = Files.createDirectories(directory.resolve("www"));
        Files.createDirectories(www.resolve("docs/empty"));
        Files.writeString(www.resolve("index.html"), "<title>home</title>");
        Files.writeString(www.resolve("docs/a b.txt"), "text");
        Files.writeString(www.resolve(".secret"), "");
        Files.createSymbolicLink(www.resolve("out"), Files.writeString(directory.resolve("outside.txt"), ""));
        Files.createSymbolicLink(www.resolve("in.txt"), www.resolve("docs/a b.txt"));
        Files.writeString(directory.resolve("app.py"), "raise SystemExit('was run')");
        CertificateProperties pair = TestCertificates.make(directory, "a", TestCertificates.EC);
        String ini = """
                [server]
                listen = 127.0.0.1:0 127.0.0.9:0 sd:7
                listen_ssl = 127.0.0.1:0
                ssl_cert = %2$s
                ssl_key = %3$s
                hsts = 77
                access_log = off
                [listen 127.0.0.9:0]
                access_log = combined
                [routes]
                / = static:%1$s/www
                /quiet/ = static:%1$s/www
                /one = static:%1$s/www/index.html
                /old/ = redirect:302 https://example.com/new/
                /app/ = wsgi:%1$s/app.py
                [route /]
                cache_control = max-age=5
                [route /quiet/]
                listing = no
                access_log = json
                index = none.html
                """.formatted(directory, pair.certificate(), pair.key());
        server = RunningServer.start(directory, ini.replace(" sd:7", ""));
        Path file = Files.writeString(
                directory.resolve("explained.conf"),
                ini.replaceFirst("127.0.0.1:0 127.0.0.9:0", ":80 127.0.0.9:80")
                        .replaceFirst("127.0.0.1:0", ":443")
                        .replace("[listen 127.0.0.9:0]", "[listen 127.0.0.9:80]"));
        SpringApplication application = Applications.of(WebApplicationType.NONE, ExplainConfiguration.class);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(Map.of("logging.level.root", "warn"));
        checked = application.run("--jminihttpd.config=" + file);
        explainer = checked.getBean(Explainer.class);
    }

    @AfterAll
    static void stop() {
        checked.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/, 200, WWW/index.html",
        "/?query, 200, WWW/index.html",
        "/docs/a%20b.txt, 200, WWW/docs/a b.txt",
        "/docs/a b.txt, 200, WWW/docs/a b.txt",
        "/quiet/../docs//./a%20b.txt, 200, WWW/docs/a b.txt",
        "/in.txt, 200, WWW/in.txt -> WWW/docs/a b.txt",
        "/docs, 301, 'directory WWW/docs, whose URL ends in \"/\"'",
        "/docs/, 200, 'directory WWW/docs/, which is listed'",
        "/quiet, 301, 'the URL of the route, with its \"/\"'",
        "/quiet/, 404, 'WWW: refused, has no index file and listing = no'",
        "/quiet/docs/, 404, 'WWW/docs/: refused, has no index file and listing = no'",
        "/one, 200, WWW/index.html",
        "/one/, 404, 'refused: no route has this URL, or a directory above it; there are /, /quiet/, /one, /old/, /app/'",
        "/index.html/, 404, 'WWW/index.html/: refused, it is a file and no directory'",
        "/nothing, 404, 'WWW/nothing: refused, it does not exist'",
        "/out, 404, 'WWW/out: refused, a symbolic link leads out of the route''s directory (symlinks = inside)'",
        "/.secret, 404, refused: a name that begins with a dot (hidden = no)",
        "/%zz, 400, 'refused: the path has a broken escape, or a control character'",
        "/%00, 400, 'refused: the path has a broken escape, or a control character'",
        "/old/a?b=1, 302, ''"
    })
    void answerIsThatOfTheRunningServer(String path, int status, String end) throws IOException {
        Explanation explanation = explainer.explain(path);
        assertThat(explanation.end().text().replace(directory + "/www", "WWW").replaceAll("/([:,])", "$1"))
                .isEqualTo(end.replaceAll("/([:,])", "$1"));
        assertThat(explanation.status()).startsWith(status + " ");
        assertThat(explanation.isAnswered()).isEqualTo(status < 400);
        assertThat(fields(explanation)).isEqualTo(served(0, path.replace(" ", "%20")));
    }

    @Test
    void answerOverTlsHasTheFieldsOfTls() throws IOException {
        Explanation explanation = explainer.explain("https://example.com/one");
        assertThat(fields(explanation))
                .containsEntry("strict-transport-security", "max-age=77")
                .isEqualTo(served(2, "/one"));
    }

    @Test
    void fieldsSayWhy() throws IOException {
        String file = directory + "/explained.conf";
        assertThat(explainer.explain("https://example.com/").text())
                .startsWith("https://example.com/\n  listener  :443 (TLS)\n            " + file
                        + ":3: [server] listen_ssl = :443\n")
                .contains(
                        "\n  host      example.com, all hosts have the same routes\n",
                        "\n  route     " + file + ":11: [routes] / = static:" + directory + "/www\n",
                        "\n  ends at   " + directory + "/www/index.html\n",
                        "\n  answer    200 OK\n",
                        "cache-control: max-age=5  <- " + file + ":17: [route /] cache_control = max-age=5\n",
                        "strict-transport-security: max-age=77  <- [server] hsts = 77 seconds")
                .doesNotContain("connection:");
        assertThat(explainer.explain("/docs/").text()).contains("cache-control: no-cache  <- a listing has nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.com/, ':80 (plain)'",
        "http://example.com:80/, ':80 (plain)'",
        "http://localhost/, ':80 (plain)'",
        "http://127.0.0.9/, '127.0.0.9:80 (plain)'",
        "http://[::1]/, ':80 (plain)'",
        "HTTPS://example.com, ':443 (TLS)'",
        "/, ':80 (plain)'",
        "http://example.com:81/, 'sd:7 (plain), if that is where the URL leads: systemd knows'"
    })
    void listenerIsTheOneThatTakesTheConnection(String url, String listener) throws IOException {
        assertThat(explainer.explain(url).text()).contains("\n  listener  " + listener + "\n");
    }

    @Test
    void urlThatNoListenerTakesIsRefused() throws IOException {
        Explanation refused = explainer.explain("https://example.com:8443/");
        assertThat(refused.isAnswered()).isFalse();
        assertThat(refused.text()).isEqualTo("""
                        https://example.com:8443/
                          refused   No listener takes this URL; there are :80 (plain), 127.0.0.9:80 (plain), sd:7 (plain), :443 (TLS).""");
    }

    @Test
    void programIsNamedAndNotRun() throws IOException {
        assertThat(explainer.explain("/app/x").text())
                .containsPattern("\n  ends at   " + directory
                        + "/app.py, run by /\\S+/python3 in 1 process\\(es\\) of 20 thread\\(s\\)\n")
                .endsWith("\n  answer    is for the program to decide, and was not asked for");
        assertThat(explainer.explain("/actuator/health").text()).contains("\n  ends at   the actuator\n");
    }

    @Test
    void jsonSaysTheSame() throws IOException {
        assertThat(explainer.explain("/one").json())
                .startsWith(("{\"url\":\"/one\",\"answered\":true,\"listener\":{\"address\":\":80\",\"tls\":false,"
                                + "\"file\":\"D/explained.conf\",\"line\":2},\"route\":{\"url\":\"/one\","
                                + "\"destination\":\"static:D/www/index.html\",\"file\":\"D/explained.conf\",\"line\":13},"
                                + "\"end\":\"D/www/index.html\",\"program\":false,"
                                + "\"log\":{\"access_log\":\"off\",\"file\":\"D/explained.conf\",\"line\":7},"
                                + "\"status\":200,\"headers\":[{\"name\":")
                        .replace("D/", directory + "/"));
        assertThat(explainer.explain("http://x:9/").json())
                .contains("\"answered\":true,\"listener\":{\"address\":\"sd:7\"");
        assertThat(explainer.explain("https://x:9/").json())
                .contains("\"answered\":false,", "\"refusal\":\"No listener");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ftp://x/", "http://", "http://x:y/", "http://a@b/", "http://x:80:80/", ""})
    void whatIsNoUrlIsSaidToBeNone(String url) {
        assertThatThrownBy(() -> explainer.explain(url)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Map<String, String> fields(Explanation explanation) {
        return explanation.fields().stream()
                .map(field -> field.name() + ": " + field.value())
                .filter(line -> !line.startsWith("date"))
                .collect(byName());
    }

    private static Map<String, String> served(int listener, String path) throws IOException {
        String head = server.send(
                listener, "HEAD " + path + " HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
        List<String> lines = head.strip().lines().toList();
        return lines.subList(1, lines.size()).stream()
                .filter(line -> !line.matches("(?i)(date|connection):.*"))
                .collect(byName());
    }

    private static java.util.stream.Collector<String, ?, Map<String, String>> byName() {
        return Collectors.toMap(
                line -> line.substring(0, line.indexOf(':')).toLowerCase(java.util.Locale.ROOT),
                line -> line.substring(line.indexOf(':') + 2));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1/, [server] access_log = off",
        "http://127.0.0.9/, [listen 127.0.0.9:80] access_log = combined",
        "http://127.0.0.9/quiet/, [route /quiet/] access_log = json"
    })
    void logIsThatOfTheRouteOrTheListenerOrTheServer(String url, String log) throws IOException {
        Explanation explanation = explainer.explain(url);
        assertThat(explanation.text()).containsPattern("\n  log +\\S+:\\d+: " + java.util.regex.Pattern.quote(log));
        assertThat(explanation.json()).contains("\"access_log\":\"" + log.replaceFirst(".* = ", "") + "\"");
    }
}
