package org.jminihttpd.ini;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * Adds the INI file to the environment, below command line and environment variables and above everything else.
 *
 * <p>The property {@code jminihttpd.config} (environment {@code JMINIHTTPD_CONFIG}) names the file; empty means none. A
 * file that is missing or broken is no failure here: its mistakes become properties, to be reported with all others.
 */
public final class IniFilePostProcessor implements EnvironmentPostProcessor, Ordered {

    private static final String DEFAULT_FILE = "/etc/jminihttpd.conf";

    /** Before Boot reads its own files, so that [spring] can say which. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER - 2;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        addFile(environment);
    }

    /** Adds the file to an environment that has command line and environment variables. */
    public static void addFile(ConfigurableEnvironment environment) {
        String file = environment.getProperty("jminihttpd.config", DEFAULT_FILE);
        if (file.isEmpty()) {
            return;
        }
        MutablePropertySources sources = environment.getPropertySources();
        if (sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
            sources.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, load(file));
        } else {
            sources.addLast(load(file));
        }
    }

    private static IniPropertySource load(String file) {
        try {
            Path path = Path.of(file);
            return IniPropertySource.of(file, IniFile.read(path));
        } catch (InvalidPathException invalid) {
            return IniPropertySource.unreadable(file, "This is not the name of a file.");
        } catch (NoSuchFileException missing) {
            return IniPropertySource.unreadable(file, "There is no such file. Name the configuration with -c FILE.");
        } catch (AccessDeniedException denied) {
            return IniPropertySource.unreadable(file, "The user of this process may not read it.");
        } catch (IOException failed) {
            return IniPropertySource.unreadable(file, "It cannot be read: %s.".formatted(failed.getMessage()));
        }
    }
}
