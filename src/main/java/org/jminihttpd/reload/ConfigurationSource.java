package org.jminihttpd.reload;

import java.nio.file.Path;
import org.jminihttpd.config.FileStamp;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.support.EnvironmentPostProcessorApplicationListener;
import org.springframework.boot.support.EnvironmentPostProcessorsFactory;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Reads the configuration anew as the start of the process did: command line, environment, files, defaults. */
final class ConfigurationSource {

    private static final String DEFAULTS = "defaultProperties";

    private final ConfigurableEnvironment started;
    private final EnvironmentPostProcessorsFactory readers;

    /**
     * @param started what the start read
     * @param readers what read it
     */
    ConfigurationSource(ConfigurableEnvironment started, EnvironmentPostProcessorsFactory readers) {
        this.started = started;
        this.readers = readers;
    }

    ConfigurableEnvironment read() {
        ConfigurableEnvironment environment = new StandardEnvironment();
        MutablePropertySources sources = environment.getPropertySources();
        PropertySource<?> commandLine =
                started.getPropertySources().get(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME);
        if (commandLine != null) {
            sources.addFirst(commandLine);
        }
        PropertySource<?> defaults = started.getPropertySources().get(DEFAULTS);
        if (defaults != null) {
            sources.addLast(defaults);
        }
        EnvironmentPostProcessorApplicationListener.with(readers)
                .onApplicationEvent(new ApplicationEnvironmentPreparedEvent(
                        new DefaultBootstrapContext(), new SpringApplication(), new String[0], environment));
        return environment;
    }

    /** Tells one content of the file from another. */
    FileStamp stamp() {
        return FileStamp.of(Path.of(started.getProperty("jminihttpd.config", "/etc/jminihttpd.conf")));
    }
}
