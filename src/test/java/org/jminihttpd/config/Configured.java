package org.jminihttpd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jminihttpd.ini.IniFilePostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** A configuration as the program would read it: command line, environment variables, INI file, and what is wrong with them. */
final class Configured {

    private final Map<String, Object> variables = new HashMap<>();
    private final Map<String, Object> systemProperties = new HashMap<>();
    private final List<String> arguments = new ArrayList<>();
    private final ConfigProblems problems = new ConfigProblems();
    private final String ini;

    private Configured(String ini) {
        this.ini = ini;
    }

    static Configured by(String ini) {
        return new Configured(ini);
    }

    Configured variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Configured systemProperty(String name, String value) {
        systemProperties.put(name, value);
        return this;
    }

    Configured argument(String argument) {
        arguments.add(argument);
        return this;
    }

    /** What is configured, if it has no mistakes. */
    HttpdProperties properties() {
        HttpdProperties properties = HttpdPropertiesReader.read(environment(), problems);
        assertThat(ConfigProblemsFailureAnalyzer.report(problems.list())).isEmpty();
        return properties;
    }

    /** What is wrong, as it is reported; the file is called {@code F}. */
    String report() {
        HttpdPropertiesReader.read(environment(), problems);
        return ConfigProblemsFailureAnalyzer.report(problems.list());
    }

    /** What deserves a look, as it is reported. */
    String warnings() {
        HttpdPropertiesReader.read(environment(), problems);
        return ConfigProblemsFailureAnalyzer.report(problems.warnings());
    }

    ConfigurableEnvironment environment() {
        try {
            Path file = Files.createTempFile("jminihttpd", ".conf");
            try {
                Files.writeString(file, ini);
                return environment(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ConfigurableEnvironment environment(Path file) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
                        new MapPropertySource(
                                StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, systemProperties));
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        arguments.add("--jminihttpd.config=" + file);
        environment
                .getPropertySources()
                .addFirst(new SimpleCommandLinePropertySource(arguments.toArray(String[]::new)));
        SpringApplication application = new SpringApplication();
        new IniFilePostProcessor().postProcessEnvironment(environment, application);
        new BootSettingsPostProcessor().postProcessEnvironment(environment, application);
        return environment;
    }
}
