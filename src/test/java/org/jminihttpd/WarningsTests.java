package org.jminihttpd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jminihttpd.config.ConfigProblem;
import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.config.ConfigProblemsFailureAnalyzer;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every {@code warned/NAME.conf} is accepted with exactly the warnings in {@code NAME.txt} beside it. */
class WarningsTests {

    private static final GoldenConfigurations WARNED = GoldenConfigurations.in("warned");

    private static Path site;

    static List<String> names() throws IOException {
        return WARNED.names();
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
        Files.writeString(file, Files.readString(WARNED.configuration(name)).replace("SITE", site.toString()));
        WARNED.assertReport(
                name,
                warnings(file).replace(site.toString(), "SITE").replaceAll("expired at \\S+;", "expired at TIME;"));
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static String warnings(Path file) {
        try (var context = GoldenConfigurations.check(CheckConfiguration.class, file, "warn")) {
            List<ConfigProblem> warnings = context.getBean(ConfigProblems.class).warnings();
            return warnings.isEmpty() ? "" : ConfigProblemsFailureAnalyzer.report(warnings) + "\n";
        }
    }
}
