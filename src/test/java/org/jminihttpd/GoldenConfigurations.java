package org.jminihttpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Pairs of {@code NAME.conf} and {@code NAME.txt}, the report that the first one must get. With {@code -DDIRECTORY.write=true}
 * the reports are written instead, for the change of a message.
 *
 * @param directory a folder of the configurations' resources
 */
record GoldenConfigurations(Path directory) {

    static GoldenConfigurations in(String name) {
        return new GoldenConfigurations(
                Path.of("src/test/resources/org/jminihttpd/config").resolve(name));
    }

    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".conf"))
                    .map(name -> name.substring(0, name.length() - 5))
                    .sorted()
                    .toList();
        }
    }

    Path configuration(String name) {
        return directory.resolve(name + ".conf");
    }

    void assertReport(String name, String report) throws IOException {
        Path expected = directory.resolve(name + ".txt");
        if (Boolean.getBoolean(directory.getFileName() + ".write")) {
            Files.writeString(expected, report);
        }
        assertThat(report).isEqualTo(Files.readString(expected));
    }

    /** Does what {@code --check} does; what it logs below a level is lost. */
    static ConfigurableApplicationContext check(Class<?> configuration, Path file, String level) {
        SpringApplication application = Applications.of(WebApplicationType.NONE, configuration);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(Map.of("logging.level.root", level));
        LoggingSystem logging = LoggingSystem.get(GoldenConfigurations.class.getClassLoader());
        LogLevel before = Objects.requireNonNull(logging.getLoggerConfiguration(LoggingSystem.ROOT_LOGGER_NAME))
                .getEffectiveLevel();
        try {
            return application.run("--jminihttpd.config=" + file);
        } finally { // the level is one of the whole process, in which other tests follow
            logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, before);
        }
    }
}
