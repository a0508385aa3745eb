package org.jminihttpd.tls;

import io.netty.handler.ssl.OpenSsl;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Loads what encrypts, as soon as it is known that something will be, on a second processor if there is one: it takes a
 * tenth of the start. Who needs it before it is there waits for it, as for every class.
 */
public final class TlsPreparation implements EnvironmentPostProcessor, Ordered {

    /** Behind the INI file. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER - 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.containsProperty("jminihttpd.server.ssl-cert")
                && Runtime.getRuntime().availableProcessors() > 1) {
            Thread thread = new Thread(OpenSsl::isAvailable, "tls");
            thread.setDaemon(true);
            thread.start();
        }
    }
}
