package org.jminihttpd.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;

/** Reads the whole configuration from the environment and reports every mistake in it. */
public final class HttpdPropertiesReader {

    private static final String SERVER = "server";
    private static final long ONE_YEAR = 31_536_000;
    private static final long MAX_BODY = 1L << 30;
    private static final int MAX_HEADER = 16 << 10;

    private HttpdPropertiesReader() {}

    /**
     * Reads all settings: command line before environment before INI file before built-in defaults.
     *
     * @param problems takes every mistake; where there is one, the result holds a default in its place and must not be used
     */
    public static HttpdProperties read(ConfigurableEnvironment environment, ConfigProblems problems) {
        HttpdProperties properties = readAgain(environment, problems, null);
        PrivilegedPorts.ofThisProcess().warnOf(properties.listeners(), problems);
        return properties;
    }

    /**
     * Reads all settings for a server that runs, and whose ports may be open already; else as above.
     *
     * @param outOfReach certificate files that were read before root's rights were given up
     */
    public static HttpdProperties readAgain(
            ConfigurableEnvironment environment, ConfigProblems problems, @Nullable CertificateProperties outOfReach) {
        Settings settings = Settings.of(environment);
        settings.problems().forEach(problems::add);
        new UnknownSettings(settings, problems).report();
        CommentWarnings.add(settings, problems);
        SectionReader server = new SectionReader(settings, SERVER, problems);
        CertificateReader certificate =
                new CertificateReader(server, environment.getProperty("CREDENTIALS_DIRECTORY"), outOfReach, problems);
        List<RouteEntry> routes = RoutesReader.read(settings, problems);
        List<ListenerProperties> listeners = ListenersReader.read(settings, problems);
        return new HttpdProperties(
                listeners,
                certificate.read(),
                server.read(ServerKey.HTTP2.key(), true, ValueGrammar::yesNo),
                server.read(ServerKey.HSTS.key(), Duration.ZERO, HttpdPropertiesReader::hsts),
                server.read(ServerKey.FAST_LANE.key(), true, ValueGrammar::yesNo),
                server.read(ServerKey.MAX_THREADS.key(), 20, text -> ValueGrammar.number(text, "threads", 1, 10_000)),
                limits(server),
                server.readSetting(ServerKey.ACCESS_LOG.key(), AccessLogProperties.DEFAULT, AccessLogProperties::parse)
                        .with(routes, ListenSections.logs(settings, listeners, problems), problems),
                routes,
                environ(settings),
                new ReloadProperties(
                        server.read(ServerKey.WATCH.key(), false, ValueGrammar::yesNo),
                        isAsked(ManagementKey.RELOAD, "Every visitor could POST to it.", settings, problems)),
                new ManagementProperties(
                        isAsked(ManagementKey.METRICS, "Every visitor could read it.", settings, problems),
                        isAsked(ManagementKey.STATUS, "Every visitor could read it.", settings, problems)),
                AccountProperties.read(server, problems));
    }

    /** Only where the actuator has listeners of its own: it is not for visitors. */
    private static boolean isAsked(ManagementKey key, String danger, Settings settings, ConfigProblems problems) {
        SectionReader management = new SectionReader(settings, "management", problems);
        boolean asked = management.read(key.key(), false, ValueGrammar::yesNo);
        Setting setting = management.find(key.key());
        if (asked && setting != null && settings.section("management").get(ManagementKey.LISTEN.key()) == null) {
            problems.add(
                    setting, danger + " Give the actuator a listener of its own, for example listen = 127.0.0.1:9090.");
        }
        return asked;
    }

    /** Reads the listeners alone, as {@link #read} does. */
    public static List<ListenerProperties> listeners(ConfigurableEnvironment environment, ConfigProblems problems) {
        Settings settings = Settings.of(environment);
        settings.problems().forEach(problems::add);
        return ListenersReader.read(settings, problems);
    }

    /** Where the actuator is, for who reads the file without Boot: {@code [management] endpoints.web.base-path}. */
    public static String actuatorPath(ConfigurableEnvironment environment) {
        Setting path = Settings.of(environment).find("management", "endpoints.web.base-path");
        return path != null ? path.value() : environment.getProperty("management.endpoints.web.base-path", "/actuator");
    }

    private static LimitProperties limits(SectionReader server) {
        return new LimitProperties(
                server.read(
                        ServerKey.TIMEOUT.key(),
                        Duration.ofSeconds(30),
                        text -> Duration.ofSeconds(ValueGrammar.number(text, "seconds", 2, 86_400))),
                server.read(ServerKey.MAX_HEADER.key(), MAX_HEADER, text ->
                        (int) ValueGrammar.size(text, 1 << 10, 1 << 20)),
                server.read(ServerKey.MAX_BODY.key(), MAX_BODY, text -> ValueGrammar.size(text, 0, 1L << 40)),
                server.read(
                        ServerKey.MAX_CONNECTIONS.key(),
                        OpenFiles.defaultConnections(),
                        text -> Math.min(
                                ValueGrammar.number(text, "connections", 1, 10_000_000), OpenFiles.mostConnections())));
    }

    private static Duration hsts(String text) {
        if (text.matches("\\d+")) {
            return Duration.ofSeconds(ValueGrammar.number(text, "seconds", 0, 999_999_999));
        }
        try {
            return Duration.ofSeconds(ValueGrammar.yesNo(text) ? ONE_YEAR : 0);
        } catch (IllegalArgumentException neither) {
            throw new IllegalArgumentException(
                    "%s is neither yes, no nor a number of seconds.".formatted(PrintableText.quoted(text)), neither);
        }
    }

    private static Map<String, String> environ(Settings settings) {
        Map<String, String> environ = new LinkedHashMap<>();
        settings.inherited("environ").forEach((name, setting) -> environ.put(name, setting.value()));
        settings.section("environ").forEach((name, setting) -> environ.put(name, setting.value()));
        return Map.copyOf(environ);
    }
}
