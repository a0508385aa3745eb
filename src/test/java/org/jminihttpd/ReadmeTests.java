package org.jminihttpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jminihttpd.route.DestinationFactory;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

/** The README is short, its links lead somewhere, and its tables name every key and every destination there is. */
class ReadmeTests {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

    @Test
    void everyKeyOfTheServerIsInATable() throws Exception {
        List<String> keys = new ArrayList<>();
        for (Object key : Class.forName("org.jminihttpd.config.ServerKey").getEnumConstants()) {
            keys.add(key.toString().toLowerCase(Locale.ROOT));
        }
        assertThat(keys).contains("listen").allMatch(ReadmeTests::hasRow);
    }

    @Test
    void everyDestinationAndItsOptionsAreInATable() {
        SpringApplication application = Applications.of(WebApplicationType.NONE, SettingsConfiguration.class);
        try (var context = application.run("--jminihttpd.config=", "--jminihttpd.server.listen=0")) {
            var types = context.getBeansOfType(DestinationFactory.class).values();
            assertThat(types)
                    .extracting(DestinationFactory::type)
                    .contains("static")
                    .allMatch(ReadmeTests::hasDestination);
            assertThat(types)
                    .flatExtracting(DestinationFactory::options)
                    .contains("index")
                    .allMatch(ReadmeTests::hasRow);
        }
    }

    @Test
    void itIsShortAndItsLinksLeadSomewhere() throws IOException {
        assertThat(Path.of("README.md")).content().satisfies(text -> {
            assertThat(text.lines().count()).isLessThanOrEqualTo(150);
            assertThat(LINK.matcher(text).results().map(match -> Path.of(match.group(1))))
                    .isNotEmpty()
                    .allMatch(Files::exists);
        });
    }

    private static boolean hasRow(Object key) {
        return names().anyMatch(name -> name.contains("`" + key + "`"));
    }

    private static boolean hasDestination(String type) {
        return names().anyMatch(name -> name.contains("`" + type + ":"));
    }

    /** The first column of every table. */
    private static Stream<String> names() {
        try {
            return Files.readAllLines(Path.of("README.md")).stream()
                    .filter(line -> line.startsWith("|"))
                    .map(line -> line.substring(1, line.indexOf('|', 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
