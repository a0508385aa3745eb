package org.jminihttpd.destination.app.inside;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jminihttpd.destination.app.bridge.Blueprint;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The properties an application sees: those of {@code [app URL]} first, then {@code [environ]}, then its own files. Of the
 * server's own environment variables and system properties none but those that every JVM has.
 */
final class MountedEnvironment implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    private static final String DEFAULTS = "defaultProperties";

    private static final Set<String> OF_EVERY_JVM = Set.of("java", "os", "user", "file", "path", "line", "native");

    /** What cannot be another way here. */
    private static final Map<String, Object> FIXED = Map.of(
            "spring.main.web-application-type", "reactive",
            "spring.main.register-shutdown-hook", "false",
            "spring.main.keep-alive", "false",
            "spring.jmx.enabled", "false",
            // On the route: a port of its own would be open to others than the route's clients
            "management.server.port", "");

    private final Blueprint blueprint;

    MountedEnvironment(Blueprint blueprint) {
        this.blueprint = blueprint;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        ConfigurableEnvironment environment = event.getEnvironment();
        MutablePropertySources sources = environment.getPropertySources();
        put(sources, new MapPropertySource(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, ofEveryJvm()));
        put(
                sources,
                new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new HashMap<>(blueprint.environment())));
        sources.addFirst(
                new MapPropertySource("[app " + blueprint.route() + "]", new HashMap<>(blueprint.properties())));
        sources.addFirst(new MapPropertySource("fixed by the server", FIXED));
        putDefaults(sources);
        ConfigurationPropertySources.attach(environment);
    }

    private static void put(MutablePropertySources sources, PropertySource<?> source) {
        if (sources.contains(source.getName())) {
            sources.replace(source.getName(), source);
        } else {
            sources.addLast(source);
        }
    }

    /** The weakest of all, so that whatever the application says holds. */
    private void putDefaults(MutablePropertySources sources) {
        Map<String, Object> defaults = new HashMap<>();
        // Not the directory that the server was started in, which is no application's
        defaults.put("spring.config.location", "optional:classpath:/,optional:classpath:/config/");
        defaults.put(
                "logging.pattern.console",
                "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [" + blueprint.route() + "] %logger{36} : %msg%n");
        defaults.put("spring.main.banner-mode", "off");
        if (blueprint.sharesSpring()) {
            // The server has an actuator on the class path, the application did not ask for one
            defaults.put("management.endpoints.access.default", "none");
        }
        PropertySource<?> own = sources.get(DEFAULTS);
        if (own instanceof MapPropertySource map) {
            defaults.putAll(map.getSource());
        }
        put(sources, new MapPropertySource(DEFAULTS, defaults));
    }

    private static Map<String, Object> ofEveryJvm() {
        Map<String, Object> properties = new HashMap<>();
        Properties system = System.getProperties();
        for (String name : system.stringPropertyNames()) {
            if (OF_EVERY_JVM.contains(name.substring(0, Math.max(0, name.indexOf('.'))))) {
                properties.put(name, system.getProperty(name, ""));
            }
        }
        return properties;
    }

    /** Before what reads files of properties. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
