package org.jminihttpd;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jminihttpd.config.BootFilesPostProcessor;
import org.jminihttpd.config.BootSettingsPostProcessor;
import org.jminihttpd.ini.IniFilePostProcessor;
import org.jminihttpd.process.Journal;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.ContextIdApplicationContextInitializer;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.support.EnvironmentPostProcessorApplicationListener;
import org.springframework.boot.support.EnvironmentPostProcessorsFactory;

/** Applications of Boot, with those of its parts that are in use here: the others would take a twentieth of a start. */
final class Applications {

    /** Of loggers only those of applications are named: {@code [/shop/].shop.Stock} as {@code [/shop/] shop.Stock : }. */
    private static final String LOG_LINE = "%replace(%replace(%logger : ){'^[A-Za-z].*', ''}){'][.]', '] '}%msg%n";

    private static final String TIME_AND_LEVEL = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level ";

    /** What Boot would say otherwise is for developers; the INI file's {@code [logging]} still has the last word. */
    private static final Map<String, Object> DEFAULTS = Map.of(
            // warns where there is no network card, as in a container
            "logging.level.io.netty.util.internal.MacAddressUtil", "error",
            "logging.level.root", "warn",
            "logging.level.org.jminihttpd", "info",
            // The failure reporters print what these would print again
            "logging.level.org.springframework.boot.SpringApplication", "off",
            "logging.level.org.springframework.boot.diagnostics", "off",
            "logging.level.org.springframework.boot.web.server.reactive.context", "off",
            "logging.level.org.springframework.boot.web.context.reactive", "off",
            "logging.level.org.springframework.context.annotation.AnnotationConfigApplicationContext", "off",
            "logging.pattern.console", (Journal.readsOutput() ? Journal.LEVEL : TIME_AND_LEVEL) + LOG_LINE,
            "spring.lifecycle.timeout-per-shutdown-phase", "30s");

    /** What reads the configuration into an environment, each in its own order; some of Boot's are not public. */
    static final EnvironmentPostProcessorsFactory READERS = EnvironmentPostProcessorsFactory.of(
            "org.springframework.boot.support.SystemEnvironmentPropertySourceEnvironmentPostProcessor",
            "org.springframework.boot.support.SpringApplicationJsonEnvironmentPostProcessor",
            "org.springframework.boot.reactor.ReactorEnvironmentPostProcessor",
            IniFilePostProcessor.class.getName(),
            BootSettingsPostProcessor.class.getName(),
            BootFilesPostProcessor.class.getName());

    private Applications() {}

    /** One that was not run yet. */
    static SpringApplication of(WebApplicationType type, Class<?> configuration) {
        SpringApplication application = new SpringApplication(configuration);
        application.setWebApplicationType(type);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setDefaultProperties(DEFAULTS);
        application.setInitializers(List.of(new ContextIdApplicationContextInitializer()));
        application.setListeners(
                List.of(EnvironmentPostProcessorApplicationListener.with(READERS), new LoggingApplicationListener()));
        return application;
    }

    /** What is printed is the answer, and nothing else. */
    static void silence(SpringApplication application) {
        Map<String, Object> defaults = new HashMap<>(DEFAULTS);
        defaults.put("logging.threshold.console", "off");
        application.setDefaultProperties(defaults);
    }
}
