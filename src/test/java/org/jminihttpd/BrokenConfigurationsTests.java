package org.jminihttpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jminihttpd.config.ConfigProblemsException;
import org.jminihttpd.config.ConfigProblemsFailureAnalyzer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

/**
 * Every {@code broken/NAME.conf} is refused with exactly the report in {@code NAME.txt} beside it. After a change of a
 * message: run with {@code -Dbroken.write=true} and read the differences.
 */
class BrokenConfigurationsTests {

    private static final Path DIRECTORY = Path.of("src/test/resources/org/jminihttpd/config/broken");

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

    @ParameterizedTest
    @MethodSource("names")
    void reportSaysWhatIsWrongAndWhatWouldBeRight(String name) throws IOException {
        Path file = DIRECTORY.resolve(name + ".conf");
        ConfigProblemsException refused = refusal(file);
        assertThat(refused.getExitCode()).isEqualTo(78);
        String report = ConfigProblemsFailureAnalyzer.report(refused.problems())
                        .replace(file.toString(), file.getFileName().toString())
                + "\n";
        Path expected = DIRECTORY.resolve(name + ".txt");
        if (Boolean.getBoolean("broken.write")) {
            Files.writeString(expected, report);
        }
        assertThat(report).isEqualTo(Files.readString(expected));
    }

    /** Does what {@code --check} does. */
    private static ConfigProblemsException refusal(Path file) {
        SpringApplication application = new SpringApplication(SettingsConfiguration.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setRegisterShutdownHook(false);
        application.setLogStartupInfo(false);
        application.setDefaultProperties(Map.of("logging.level.root", "off"));
        try {
            application.run("--jminihttpd.config=" + file).close();
        } catch (RuntimeException failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof ConfigProblemsException refused) {
                    return refused;
                }
            }
            throw failure;
        }
        throw new AssertionError(file + " was accepted");
    }
}
