package org.jminihttpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.config.ConfigProblemsException;
import org.jminihttpd.config.ConfigProblemsFailureAnalyzer;
import org.jminihttpd.route.CurrentRouteTable;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

/** {@code --check} finds no mistake exactly where the server starts and every route of it can serve. */
class CheckTests {

    private static final int CONFIGURATIONS = 60;

    /** Lines of each section, of which a configuration has some; right ones are more, or nothing would ever start. */
    private static final String[] SERVER = {
        "hsts = yes",
        "hsts = 5",
        "hsts = never",
        "http2 = no",
        "timeout = 2",
        "timeout = 1",
        "max_body = 10m",
        "max_header = 4k",
        "max_threads = 3",
        "max_threads = x",
        "access_log = off",
        "access_log = json D/log",
        "access_log = off D/log",
        "watch = yes",
        "fast_lane = no",
        "max_connections = 10",
        "colour = red",
        "listen_ssl = 127.0.0.1:0\nssl_cert = D/a.crt\nssl_key = D/a.key",
        "listen_ssl = 127.0.0.1:0\nssl_cert = D/a.crt\nssl_key = D/b.key",
        "listen_ssl = 127.0.0.1:0\nssl_cert = D/a.crt"
    };

    private static final String[] ROUTES = {
        "/ = static:D/www",
        "/a/ = static:D/www/",
        "/b = static:D/www/f",
        "/c = redirect:/a/",
        "/d/ = wsgi:D/app.py",
        "/e/ = static:D/gone",
        "/f = static:D/www",
        "/g = redirect:777 /",
        "/h/ = statik:D/www",
        "/i/ = app:D/broken.jar",
        "/a = static:D/www/f",
        "k = static:D/www",
        "/l/ = python:D/app.py"
    };

    private static final String[] SECTIONS = {
        "[management]\nlisten = 127.0.0.1:0",
        "[management]\nlisten = 127.0.0.1:0\nreload = yes",
        "[management]\nreload = yes",
        "[logging]\nlevel.org.example = debug",
        "[logging]\nlevel.root = lowd",
        "[spring]\napplication.name = x",
        "[spring]\nno.such.key = x",
        "[route /a/]\nlisting = no",
        "[route /gone/]\nlisting = no",
        "[environ]\nA = b ; c",
        "[rutes]\n",
        "[app /i/]\na = b"
    };

    @Test
    void checkFindsNoMistakeExactlyWhereTheServerServes(@TempDir Path directory) throws IOException {
        Files.writeString(Files.createDirectory(directory.resolve("www")).resolve("f"), "");
        Files.writeString(directory.resolve("app.py"), "application = None\n");
        Files.writeString(directory.resolve("broken.jar"), "no jar");
        TestCertificates.make(directory, "a", TestCertificates.EC);
        CertificateProperties other = TestCertificates.make(directory, "b", TestCertificates.EC);
        assertThat(other.key()).exists();
        Random random = new Random(20261128);
        int right = 0;
        for (int i = 0; i < CONFIGURATIONS; i++) {
            String ini = configuration(random).replace("D/", directory + "/");
            Optional<String> mistakes = check(Files.writeString(directory.resolve("checked.conf"), ini));
            Optional<String> refusal = start(directory, ini);
            assertThat(mistakes.isPresent()).as(ini).isEqualTo(refusal.isPresent());
            right += mistakes.isEmpty() ? 1 : 0;
        }
        assertThat(right).as("some of each").isBetween(10, CONFIGURATIONS - 10);
    }

    private static String configuration(Random random) {
        StringBuilder ini = new StringBuilder("[server]\nlisten = 127.0.0.1:0\n");
        pick(random, SERVER, ini);
        ini.append("[routes]\n");
        pick(random, ROUTES, ini);
        pick(random, SECTIONS, ini);
        return ini.toString();
    }

    /** Up to two different ones. */
    private static void pick(Random random, String[] lines, StringBuilder to) {
        int first = random.nextInt(lines.length);
        int second = random.nextInt(lines.length);
        if (random.nextInt(3) > 0) {
            to.append(lines[first]).append('\n');
        }
        if (random.nextInt(3) == 0 && !section(lines[first]).equals(section(lines[second]))) {
            to.append(lines[second]).append('\n');
        }
    }

    /** What must not stand twice: a section or a key. */
    private static String section(String text) {
        return text.startsWith("[") ? text.substring(0, text.indexOf(']')) : text.substring(0, text.indexOf(' '));
    }

    private static Optional<String> check(Path file) {
        SpringApplication application = Applications.of(WebApplicationType.NONE, CheckConfiguration.class);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(Map.of(
                "logging.level.root", "warn", // of the process: "off" would be that of tests to come as well
                "logging.level.org.springframework.boot", "off"));
        try {
            application.run("--jminihttpd.config=" + file).close();
            return Optional.empty();
        } catch (RuntimeException failure) {
            return Optional.of(mistakes(failure));
        }
    }

    private static Optional<String> start(Path directory, String ini) throws IOException {
        try (RunningServer server =
                RunningServer.start(directory, ini, "--logging.level.org.springframework.boot=off")) {
            var routes = server.bean(CurrentRouteTable.class).table().routes();
            routes.forEach(route -> route.handler().awaitStart());
            return routes.stream()
                    .filter(route ->
                            !route.path().equals("/d/") && !route.path().equals("/l/")) // wait for workers
                    .flatMap(route -> route.handler().problem().stream())
                    .findFirst();
        } catch (RuntimeException failure) {
            return Optional.of(mistakes(failure));
        }
    }

    /** Any other failure is none that a configuration may end in. */
    private static String mistakes(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigProblemsException refused) {
                return ConfigProblemsFailureAnalyzer.report(refused.problems());
            }
        }
        throw failure;
    }
}
