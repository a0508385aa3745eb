package org.jminihttpd.explain;

import java.util.List;
import org.jminihttpd.cli.JsonText;
import org.jminihttpd.config.AccessLogProperties;
import org.jminihttpd.config.ConfigProblem;
import org.jminihttpd.config.ListenerProperties;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.config.Setting;
import org.jminihttpd.route.RouteEnd;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The way of a request.
 *
 * @param url as it was asked for
 * @param listener which takes the connection; null if none does
 * @param host of the URL; empty if it has none
 * @param route which answers; null if none does
 * @param end the file or program the way ends at
 * @param status the line of the answer, without its version; empty if no request was made
 * @param fields of the answer
 * @param log where a line tells of it; null if nobody knows
 * @param refusal why it was not even asked; empty if it was
 */
public record Explanation(
        String url,
        @Nullable ListenerProperties listener,
        String host,
        @Nullable RouteEntry route,
        RouteEnd end,
        String status,
        List<Field> fields,
        @Nullable AccessLogProperties log,
        String refusal) {

    /**
     * A header field.
     *
     * @param why empty if nobody knows
     */
    public record Field(String name, String value, String why) {}

    Explanation(String url) {
        this(url, null, "", null, RouteEnd.of(""), "", List.of(), null, "");
    }

    Explanation at(ListenerProperties taking, String toHost) {
        return new Explanation(url, taking, toHost, route, end, status, fields, log, refusal);
    }

    Explanation by(RouteEntry answering) {
        return new Explanation(url, listener, host, answering, end, status, fields, log, refusal);
    }

    Explanation endingAt(RouteEnd last) {
        return new Explanation(url, listener, host, route, last, status, fields, log, refusal);
    }

    Explanation refused(String why) {
        return new Explanation(url, listener, host, route, end, status, fields, log, why);
    }

    /** @param head from the status line to the empty line */
    Explanation answered(String head, HeaderReasons reasons) {
        String[] lines = head.split("\r\n", -1);
        List<Field> all = List.of(lines).subList(1, lines.length).stream()
                .takeWhile(line -> !line.isEmpty())
                .map(line -> line.split(":\\s*", 2))
                .filter(field -> !field[0].equalsIgnoreCase("connection")) // only since we asked to close it
                .map(field -> new Field(field[0], field[1], reasons.reason(field[0], field[1])))
                .toList();
        String line = lines[0].substring(lines[0].indexOf(' ') + 1);
        return new Explanation(url, listener, host, route, end, line, all, log, refusal);
    }

    Explanation loggedBy(AccessLogProperties access) {
        return new Explanation(url, listener, host, route, end, status, fields, access, refusal);
    }

    /** Whether a client gets what it asked for, as far as the server decides. */
    public boolean isAnswered() {
        return refusal.isEmpty() && (end.isProgram() || status.matches("[123].*"));
    }

    /** As the configuration has it. */
    static String name(ListenerProperties listener) {
        return listener.address() + (listener.tls() ? " (TLS)" : " (plain)");
    }

    /** For people. */
    public String text() {
        StringBuilder text = new StringBuilder(url);
        if (listener != null) {
            line(text, "listener", name(listener) + note(listener));
            line(text, "", HeaderReasons.place(listener.setting()));
            line(text, "host", (host.isEmpty() ? "any" : host) + ", all hosts have the same routes");
        }
        if (route != null) {
            line(text, "route", HeaderReasons.place(route.setting()));
        }
        if (!end.text().isEmpty()) {
            line(text, "ends at", end.text());
        }
        if (log != null) {
            Setting setting = log.setting();
            line(text, "log", setting == null ? "common, to standard output (default)" : HeaderReasons.place(setting));
        }
        if (end.isProgram()) {
            line(text, "answer", "is for the program to decide, and was not asked for");
        }
        if (!status.isEmpty()) {
            line(text, "answer", status);
        }
        for (Field field : fields) {
            line(text, "", field.name() + ": " + field.value() + (field.why().isEmpty() ? "" : "  <- " + field.why()));
        }
        if (!refusal.isEmpty()) {
            line(text, "refused", refusal);
        }
        return text.toString();
    }

    private static String note(ListenerProperties listener) {
        return ListenerChoice.isInherited(listener) ? ", if that is where the URL leads: systemd knows" : "";
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("\n  ").append("%-10s".formatted(name)).append(value);
    }

    /** For machines. */
    public String json() {
        return JsonText.object(json -> {
            json.writeStringProperty("url", url);
            json.writeBooleanProperty("answered", isAnswered());
            if (listener != null) {
                json.writeObjectPropertyStart("listener");
                json.writeStringProperty("address", listener.address().toString());
                json.writeBooleanProperty("tls", listener.tls());
                place(json, listener.setting());
            }
            if (route != null) {
                json.writeObjectPropertyStart("route");
                json.writeStringProperty("url", route.url());
                json.writeStringProperty("destination", route.setting().value());
                place(json, route.setting());
            }
            if (!end.text().isEmpty()) {
                json.writeStringProperty("end", end.text());
            }
            json.writeBooleanProperty("program", end.isProgram());
            if (log != null && log.setting() != null) {
                json.writeObjectPropertyStart("log");
                json.writeStringProperty("access_log", log.setting().value());
                place(json, log.setting());
            }
            if (!status.isEmpty()) {
                json.writeNumberProperty("status", Integer.parseInt(status.substring(0, 3)));
                fields(json);
            }
            if (!refusal.isEmpty()) {
                json.writeStringProperty("refusal", refusal);
            }
        });
    }

    private static void place(JsonGenerator json, Setting setting) {
        ConfigProblem place = ConfigProblem.of(setting, "");
        json.writeStringProperty("file", place.file());
        json.writeNumberProperty("line", place.line());
        json.writeEndObject();
    }

    private void fields(JsonGenerator json) {
        json.writeArrayPropertyStart("headers");
        for (Field field : fields) {
            json.writeStartObject();
            json.writeStringProperty("name", field.name());
            json.writeStringProperty("value", field.value());
            if (!field.why().isEmpty()) {
                json.writeStringProperty("why", field.why());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
