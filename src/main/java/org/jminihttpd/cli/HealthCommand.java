package org.jminihttpd.cli;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.config.ConfigProblemsFailureAnalyzer;
import org.jminihttpd.config.HttpdPropertiesReader;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenerProperties;
import org.jminihttpd.config.ListenerProperties.Purpose;
import org.jminihttpd.ini.IniFilePostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code --health}: asks the server that runs by a configuration whether it is up.
 *
 * <p>Run every few seconds beside the server, so it starts no Spring: it reads the listeners, opens one socket and is gone.
 */
public final class HealthCommand {

    private static final String UP = "UP";

    private final CommandLine.Health command;

    public HealthCommand(CommandLine.Health command) {
        this.command = command;
    }

    /** Asks and prints what came of it; 0 if the server is up, 1 otherwise (a container knows no other codes). */
    public int run() {
        Report report = report();
        if (command.json()) {
            System.out.println(report.json());
        } else if (report.isUp()) {
            System.out.println(report.text());
        } else {
            System.err.println("jminihttpd: " + report.text());
        }
        return report.isUp() ? 0 : 1;
    }

    private Report report() {
        HealthTarget target;
        try {
            target = command.url() == null ? configured() : HealthTarget.of(command.url());
        } catch (IOException e) {
            String asked = command.url() == null ? "" : command.url();
            return new Report(asked, 0, "UNKNOWN", String.valueOf(e.getMessage()));
        }
        try {
            HealthQuestion.Answer answer = new HealthQuestion(target).ask();
            return new Report(target.toString(), answer.status(), status(answer), "");
        } catch (IOException e) {
            String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return new Report(target.toString(), 0, "UNREACHABLE", message);
        }
    }

    /** The first listener that can be reached: of those that the actuator answers on, plain ones before TLS. */
    private HealthTarget configured() throws IOException {
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(
                        new SimpleCommandLinePropertySource(command.arguments().toArray(String[]::new)));
        IniFilePostProcessor.addFile(environment);
        ConfigProblems problems = new ConfigProblems();
        List<ListenerProperties> listeners = HttpdPropertiesReader.listeners(environment, problems);
        if (listeners.isEmpty()) {
            throw new IOException(ConfigProblemsFailureAnalyzer.report(problems.list()));
        }
        boolean ownListener = listeners.stream().anyMatch(listener -> listener.purpose() == Purpose.MANAGEMENT);
        String path = HttpdPropertiesReader.actuatorPath(environment) + "/health";
        Optional<HealthTarget> target = listeners.stream()
                .filter(listener -> listener.purpose() == (ownListener ? Purpose.MANAGEMENT : Purpose.SITE))
                .sorted(Comparator.comparing(ListenerProperties::tls))
                .flatMap(listener -> HealthTarget.of(listener, path).stream())
                .findFirst();
        return target.orElseThrow(() -> new IOException(
                "No listener of the configuration says where it is (%s); name one: --health http://127.0.0.1:PORT"
                        .formatted(addresses(listeners))));
    }

    private static String addresses(List<ListenerProperties> listeners) {
        return String.join(
                ", ",
                listeners.stream()
                        .map(ListenerProperties::address)
                        .map(ListenAddress::toString)
                        .toList());
    }

    /** What the body says, if it is a health report; a page of the site has no such word, and is there or not. */
    private static String status(HealthQuestion.Answer answer) {
        String said = reported(answer.body());
        if (answer.status() == 200) {
            return said.isEmpty() ? UP : said;
        }
        return said.isEmpty() || said.equals(UP) ? "DOWN" : said;
    }

    /** The {@code status} of the outermost object, not those of its components. */
    private static String reported(String body) {
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return "";
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean status = json.currentName().equals("status");
                if (json.nextToken() == JsonToken.VALUE_STRING && status) {
                    return json.getString();
                }
                json.skipChildren();
            }
            return "";
        } catch (JacksonException noJson) {
            return "";
        }
    }

    /**
     * What came of it.
     *
     * @param asked the URL
     * @param answer the status of HTTP, or 0 for none
     * @param status UP, what else the server says of itself, UNREACHABLE, or UNKNOWN where nobody could be asked
     * @param problem why there is no answer, or empty
     */
    private record Report(String asked, int answer, String status, String problem) {

        boolean isUp() {
            return status.equals(UP);
        }

        String text() {
            String where = asked.isEmpty() ? "" : asked + ": ";
            return where + (answer == 0 ? problem : status + " (HTTP " + answer + ")");
        }

        String json() {
            return JsonText.object(json -> {
                json.writeStringProperty("status", status);
                if (!asked.isEmpty()) {
                    json.writeStringProperty("asked", asked);
                }
                if (answer != 0) {
                    json.writeNumberProperty("http", answer);
                }
                if (!problem.isEmpty()) {
                    json.writeStringProperty("problem", problem);
                }
            });
        }
    }
}
