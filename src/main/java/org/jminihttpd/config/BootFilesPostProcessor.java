package org.jminihttpd.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Has Boot read its own files, {@code application.properties} and the like, where there are any in the working directory or
 * a property speaks of others or of profiles. To look for them as Boot does takes a twentieth of the start.
 */
public final class BootFilesPostProcessor implements EnvironmentPostProcessor, Ordered {

    private static final List<String> EXTENSIONS = List.of("properties", "xml", "yml", "yaml");

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (PropertyGroup.isSet(environment, "spring.config")
                || PropertyGroup.isSet(environment, "spring.profiles")
                || areIn(Path.of(""))) {
            ConfigDataEnvironmentPostProcessor.applyTo(environment);
        }
    }

    private static boolean areIn(Path directory) {
        return Files.isDirectory(directory.resolve("config"))
                || EXTENSIONS.stream()
                        .anyMatch(extension -> Files.exists(directory.resolve("application." + extension))
                                || Files.exists(directory.resolve("application-default." + extension)));
    }
}
