package org.jminihttpd;

import java.util.List;
import java.util.Map;
import org.jminihttpd.cli.CommandLine;
import org.jminihttpd.cli.HealthCommand;
import org.springframework.boot.Banner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

/** The main class: from the command line to a running application or an exit code. */
public final class JminihttpdApplication {

    /** Of loggers only those of applications are named: {@code [/shop/].shop.Stock} as {@code [/shop/] shop.Stock : }. */
    private static final String LOG_LINE = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level "
            + "%replace(%replace(%logger : ){'^[A-Za-z].*', ''}){'][.]', '] '}%msg%n";

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
            "logging.level.org.springframework.context.annotation.AnnotationConfigApplicationContext", "off",
            "logging.pattern.console", LOG_LINE,
            "spring.lifecycle.timeout-per-shutdown-phase", "30s");

    /**
     * What would cost the start time for nothing: Jackson loaded ahead of need, Netty's flight recorder events, its search
     * for a network card to name the machine by (which warns where there is none, as in a namespace).
     */
    private static final List<String> SWITCHED_OFF = List.of(
            "spring.backgroundpreinitializer.ignore=true",
            "io.netty.jfr.enabled=false",
            "io.netty.machineId=00:00:00:00:00:01");

    private JminihttpdApplication() {}

    public static void main(String[] arguments) {
        SWITCHED_OFF.forEach(JminihttpdApplication::setUnlessGiven);
        CommandLine command = CommandLine.parse(arguments);
        if (command instanceof CommandLine.Run run) {
            run(application(WebApplicationType.REACTIVE, ServerConfiguration.class), run.arguments());
        } else if (command instanceof CommandLine.Check check) {
            run(application(WebApplicationType.NONE, CheckConfiguration.class), check.arguments());
            System.out.println("The configuration has no mistakes.");
        } else if (command instanceof CommandLine.Health health) {
            System.exit(new HealthCommand(health).run());
        } else if (command instanceof CommandLine.Help help) {
            System.out.print(help.text());
        } else if (command instanceof CommandLine.Version) {
            System.out.println("jminihttpd " + version());
        } else if (command instanceof CommandLine.UsageError wrong) {
            System.err.println("jminihttpd: " + wrong.message() + "\nTry \"jminihttpd --help\".");
            System.exit(2);
        }
    }

    private static void setUnlessGiven(String property) {
        String[] nameAndValue = property.split("=", 2);
        if (System.getProperty(nameAndValue[0]) == null) {
            System.setProperty(nameAndValue[0], nameAndValue[1]);
        }
    }

    private static SpringApplication application(WebApplicationType type, Class<?> configuration) {
        SpringApplication application = new SpringApplication(configuration);
        application.setWebApplicationType(type);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setDefaultProperties(DEFAULTS);
        return application;
    }

    private static void run(SpringApplication application, List<String> arguments) {
        try {
            application.run(arguments.toArray(String[]::new));
        } catch (RuntimeException failure) { // already reported
            System.exit(exitCode(failure));
        }
    }

    private static int exitCode(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ExitCodeGenerator generator) {
                return generator.getExitCode();
            }
        }
        return 1;
    }

    private static String version() {
        String version = JminihttpdApplication.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }
}
