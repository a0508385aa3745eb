package org.jminihttpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jminihttpd.config.ConfigProblemsException;
import org.jminihttpd.config.ConfigProblemsFailureAnalyzer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every {@code broken/NAME.conf} is refused with exactly the report in {@code NAME.txt} beside it. */
class BrokenConfigurationsTests {

    private static final GoldenConfigurations BROKEN = GoldenConfigurations.in("broken");

    static List<String> names() throws IOException {
        return BROKEN.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void reportSaysWhatIsWrongAndWhatWouldBeRight(String name) throws IOException {
        Path file = BROKEN.configuration(name);
        ConfigProblemsException refused = refusal(file);
        assertThat(refused.getExitCode()).isEqualTo(78);
        BROKEN.assertReport(
                name,
                ConfigProblemsFailureAnalyzer.report(refused.problems())
                                .replace(file.toString(), file.getFileName().toString())
                        + "\n");
    }

    private static ConfigProblemsException refusal(Path file) {
        try {
            GoldenConfigurations.check(SettingsConfiguration.class, file, "off").close();
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
