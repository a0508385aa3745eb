package org.jminihttpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jminihttpd.config.ConfigProblem;
import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.config.ConfigProblemsFailureAnalyzer;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

/**
 * Every {@code warned/NAME.conf} is accepted with exactly the warnings in {@code NAME.txt} beside it. After a change of a
 * message: run with {@code -Dwarned.write=true} and read the differences.
 */
class WarningsTests {

    private static final Path DIRECTORY = Path.of("src/test/resources/org/jminihttpd/config/warned");

    private static Path site;

    static Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".conf"))
                    .map(name -> name.substring(0, name.length() - 5))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** What the files say {@code SITE} to. */
    @BeforeAll
    static void makeSite(@TempDir Path directory) throws IOException {
        site = directory;
        Files.createDirectories(site.resolve("www/docs"));
        Files.writeString(site.resolve("www/logo.png"), "");
        Files.createSymbolicLink(site.resolve("link"), site.resolve("www/docs"));
        Files.writeString(site.resolve("app.py"), "");
        permit(Files.createDirectory(site.resolve("drop")), "rwxrwxrwx");
        Files.createDirectory(site.resolve("drop/www"));
        permit(Files.writeString(site.resolve("open.py"), ""), "rw-rw-rw-");
        TestCertificates.make(site, "good", TestCertificates.EC);
        TestCertificates.make(site, "loose", TestCertificates.EC);
        TestCertificates.make(site, "written", TestCertificates.EC);
        TestCertificates.make(site, "group", TestCertificates.EC);
        permit(site.resolve("loose.key"), "rw-r--r--");
        permit(site.resolve("written.key"), "rw-----w-");
        permit(site.resolve("group.key"), "rw-r-----");
        TestCertificates.expired(site);
        permit(site.resolve("old.pem"), "rw-------");
    }

    @ParameterizedTest
    @MethodSource("names")
    void checkWarnsOfWhatIsProbablyNotMeant(String name) throws IOException {
        Path file = site.resolve(name + ".conf");
        Files.writeString(
                file, Files.readString(DIRECTORY.resolve(name + ".conf")).replace("SITE", site.toString()));
        String report =
                warnings(file).replace(site.toString(), "SITE").replaceAll("expired at \\S+;", "expired at TIME;");
        Path expected = DIRECTORY.resolve(name + ".txt");
        if (Boolean.getBoolean("warned.write")) {
            Files.writeString(expected, report);
        }
        assertThat(report).isEqualTo(Files.readString(expected));
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    /** Does what {@code --check} does. */
    private static String warnings(Path file) {
        SpringApplication application = new SpringApplication(CheckConfiguration.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setRegisterShutdownHook(false);
        application.setLogStartupInfo(false);
        application.setDefaultProperties(Map.of("logging.level.root", "warn"));
        try (var context = application.run("--jminihttpd.config=" + file)) {
            List<ConfigProblem> warnings = context.getBean(ConfigProblems.class).warnings();
            return warnings.isEmpty() ? "" : ConfigProblemsFailureAnalyzer.report(warnings) + "\n";
        }
    }
}
