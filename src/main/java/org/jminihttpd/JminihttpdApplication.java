package org.jminihttpd;

import java.io.IOException;
import java.util.List;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.cli.CheckReport;
import org.jminihttpd.cli.CommandLine;
import org.jminihttpd.cli.HealthCommand;
import org.jminihttpd.config.ConfigProblem;
import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.config.ConfigProblemsException;
import org.jminihttpd.config.ConfigProblemsFailureAnalyzer;
import org.jminihttpd.explain.Explainer;
import org.jminihttpd.explain.Explanation;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** The main class: from the command line to a running application or an exit code. */
public final class JminihttpdApplication {

    /**
     * What would cost time for nothing: in applications Jackson loaded ahead of need; at the start Netty's flight recorder
     * events and its search for a network card to name the machine by (which warns where there is none, as in a namespace);
     * later the stack traces of one in 128 buffers, taken in case it leaks (one in 8,192 tells as well).
     */
    private static final List<String> SAVINGS = List.of(
            "spring.backgroundpreinitializer.ignore=true",
            "io.netty.jfr.enabled=false",
            "io.netty.machineId=00:00:00:00:00:01",
            "io.netty.leakDetection.samplingInterval=8192");

    private JminihttpdApplication() {}

    public static void main(String[] arguments) {
        SAVINGS.forEach(JminihttpdApplication::setUnlessGiven);
        CommandLine command = CommandLine.parse(arguments);
        if (command instanceof CommandLine.Run run) {
            List<ConfigProblem> warnings = run(
                            Applications.of(WebApplicationType.REACTIVE, ServerConfiguration.class), run.arguments())
                    .getBean(ConfigProblems.class)
                    .warnings();
            if (!warnings.isEmpty()) {
                LogFactory.getLog(JminihttpdApplication.class)
                        .warn("This deserves a look:\n" + ConfigProblemsFailureAnalyzer.report(warnings));
            }
        } else if (command instanceof CommandLine.Check check) {
            System.out.println(check(check));
        } else if (command instanceof CommandLine.Explain explain) {
            explain(explain);
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

    private static String check(CommandLine.Check command) {
        SpringApplication application = Applications.of(WebApplicationType.NONE, CheckConfiguration.class);
        if (!command.json()) {
            ConfigProblems found = run(application, command.arguments()).getBean(ConfigProblems.class);
            return new CheckReport(List.of(), found.warnings()).text();
        }
        Applications.silence(application);
        try {
            ConfigProblems found =
                    application.run(command.arguments().toArray(String[]::new)).getBean(ConfigProblems.class);
            return new CheckReport(List.of(), found.warnings()).json();
        } catch (RuntimeException failure) { // already reported for people
            System.out.println(new CheckReport(problems(failure), List.of()).json());
            System.exit(exitCode(failure));
            throw failure;
        }
    }

    private static void explain(CommandLine.Explain command) {
        SpringApplication application = Applications.of(WebApplicationType.NONE, ExplainConfiguration.class);
        Applications.silence(application);
        ConfigurableApplicationContext context = run(application, command.arguments());
        try {
            Explanation explanation = context.getBean(Explainer.class).explain(command.url());
            System.out.println(command.json() ? explanation.json() : explanation.text());
            System.exit(explanation.isAnswered() ? 0 : 1);
        } catch (IllegalArgumentException noUrl) {
            System.err.println("jminihttpd: " + noUrl.getMessage());
            System.exit(2);
        } catch (IOException failure) {
            System.err.println("jminihttpd: The request to explain could not be made: " + failure.getMessage());
            System.exit(1);
        }
    }

    private static List<ConfigProblem> problems(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigProblemsException mistakes) {
                return mistakes.problems();
            }
        }
        return List.of(new ConfigProblem(null, "", String.valueOf(failure.getMessage())));
    }

    private static void setUnlessGiven(String property) {
        String[] nameAndValue = property.split("=", 2);
        if (System.getProperty(nameAndValue[0]) == null) {
            System.setProperty(nameAndValue[0], nameAndValue[1]);
        }
    }

    private static ConfigurableApplicationContext run(SpringApplication application, List<String> arguments) {
        try {
            return application.run(arguments.toArray(String[]::new));
        } catch (RuntimeException failure) { // already reported
            System.exit(exitCode(failure));
            throw failure;
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
