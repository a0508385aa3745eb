package org.jminihttpd.cli;

import java.util.List;
import org.jminihttpd.config.ConfigProblem;
import org.jminihttpd.config.ConfigProblemsFailureAnalyzer;
import tools.jackson.core.JsonGenerator;

/**
 * What {@code --check} prints.
 *
 * @param problems what keeps the server from starting
 * @param warnings what does not, but deserves a look
 */
public record CheckReport(List<ConfigProblem> problems, List<ConfigProblem> warnings) {

    /** For people, where there are no problems: those are reported as a failed start is. */
    public String text() {
        if (warnings.isEmpty()) {
            return "The configuration has no mistakes.";
        }
        return ConfigProblemsFailureAnalyzer.report(warnings)
                + "\nThe configuration has no mistakes, but this deserves a look.";
    }

    /** For machines. */
    public String json() {
        return JsonText.object(json -> {
            json.writeBooleanProperty("ok", problems.isEmpty());
            write(json, "problems", problems);
            write(json, "warnings", warnings);
        });
    }

    private static void write(JsonGenerator json, String name, List<ConfigProblem> list) {
        json.writeArrayPropertyStart(name);
        for (ConfigProblem problem : list) {
            json.writeStartObject();
            if (!problem.file().isEmpty()) {
                json.writeStringProperty("file", problem.file());
            }
            if (problem.line() > 0) {
                json.writeNumberProperty("line", problem.line());
            }
            json.writeStringProperty("read", ConfigProblemsFailureAnalyzer.read(problem));
            json.writeStringProperty("message", problem.message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
