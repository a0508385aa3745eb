package org.jminihttpd.actuate;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jminihttpd.config.ConfigProblem;
import org.jminihttpd.config.Setting;
import org.jminihttpd.listen.Listener;
import org.jminihttpd.route.Route;
import org.jminihttpd.route.WorkerCount;
import org.jminihttpd.tls.CertificateState;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/** The server at a glance, for people: one page without scripts that asks for itself again. */
final class StatusPage {

    /** Certificates are renewed weeks before their end, so one that is this near was not. */
    private static final int FEW_DAYS = 14;

    private static final DateTimeFormatter MINUTE = utc("uuuu-MM-dd HH:mm 'UTC'");
    private static final DateTimeFormatter SECOND = utc("uuuu-MM-dd HH:mm:ss 'UTC'");

    private final Clock clock;
    private final Instant started;
    private final StringBuilder html = new StringBuilder();
    private final List<String> troubles = new ArrayList<>();

    StatusPage(Clock clock, Instant started) {
        this.clock = clock;
        this.started = started;
    }

    StatusPage rate(RequestRate rate, int connections) {
        RequestRate.Counts minute = rate.last(RequestRate.SECONDS);
        html.append("<ul id=rate>\n");
        tile(perSecond(rate.last(5).all(), 5), "requests per second now", false);
        tile(perSecond(minute.all(), RequestRate.SECONDS), "a second in the last minute", false);
        tile(Long.toString(minute.clientErrors()), "client errors, last minute", false);
        tile(Long.toString(minute.serverErrors()), "server errors, last minute", minute.serverErrors() > 0);
        tile(Integer.toString(connections), "open connections", false);
        tile(text(Duration.between(started, clock.instant())), "up", false);
        html.append("</ul>\n").append(RateChart.html(rate.each()));
        return this;
    }

    private void tile(String number, String text, boolean bad) {
        html.append("<li%s><b>%s</b> %s%n".formatted(bad ? " class=bad" : "", number, text));
    }

    StatusPage listeners(List<Listener> listeners) {
        table("listeners", "Listeners", "Address", "State", "Open connections");
        for (Listener listener : listeners) {
            row().cell(listener.toString());
            state(listener.isServing() ? Optional.empty() : Optional.of("not serving"), "serving");
            number(listener.connections(), "open connections", false);
        }
        trouble(listeners.stream().filter(listener -> !listener.isServing()).count(), "listener");
        return end();
    }

    StatusPage routes(List<Route> routes) {
        table("routes", "Routes", "URL", "Destination", "Line", "State");
        for (Route route : routes) {
            Setting setting = route.entry().setting();
            row().cell(route.entry().url()).cell(setting.value()).place(ConfigProblem.of(setting, ""));
            WorkerCount workers = route.handler().workers();
            state(route.handler().problem(), workers == null ? "serving" : text(workers));
        }
        trouble(
                routes.stream()
                        .filter(route -> route.handler().problem().isPresent())
                        .count(),
                "route");
        return end();
    }

    StatusPage certificate(@Nullable CertificateState state) {
        if (state == null) {
            return this;
        }
        long days = ChronoUnit.DAYS.between(clock.instant(), state.notAfter());
        table("certificates", "Certificates", "Name", "For", "Days left", "State");
        row().cell(state.name()).cell(state.hosts().isEmpty() ? state.subject() : String.join(", ", state.hosts()));
        number(days, "days left", days < FEW_DAYS);
        state(Optional.ofNullable(state.problem()), "until " + MINUTE.format(state.notAfter()));
        if (days < FEW_DAYS) {
            troubles.add("The certificate has %d days left.".formatted(days));
        }
        return end();
    }

    StatusPage errors(List<RecentErrors.Entry> errors) {
        if (errors.isEmpty()) {
            html.append("<h2>Recent errors</h2>\n<p id=errors>None since this began to watch.</p>\n");
            return this;
        }
        table("errors", "Recent errors", "Time", "Level", "Message");
        for (RecentErrors.Entry entry : errors) {
            row().shortCell(SECOND.format(entry.time())).shortCell(entry.level());
            html.append("<td><pre>")
                    .append(HtmlUtils.htmlEscape(entry.message()))
                    .append("</pre>");
        }
        return end();
    }

    byte[] bytes() {
        String state = troubles.isEmpty()
                ? "<p id=state class=good>All listeners and routes are serving.</p>\n"
                : "<p id=state class=bad>" + String.join(" ", troubles) + "</p>\n";
        return (StatusStyle.HEAD + state + html + "</main>\n</html>\n").getBytes(StandardCharsets.UTF_8);
    }

    private void trouble(long notServing, String what) {
        if (notServing > 0) {
            troubles.add("%d %s%s not serving.".formatted(notServing, what, notServing == 1 ? " is" : "s are"));
        }
    }

    private void table(String id, String title, String... columns) {
        html.append("<h2>%s</h2>%n<table id=%s>%n<tr>".formatted(title, id));
        for (String column : columns) {
            html.append(column.startsWith("Open") || column.startsWith("Days") ? "<th class=n>" : "<th>")
                    .append(column);
        }
    }

    private StatusPage row() {
        html.append("\n<tr>");
        return this;
    }

    private StatusPage cell(String text) {
        html.append("<td>").append(HtmlUtils.htmlEscape(text));
        return this;
    }

    /** Of a text that is not to be cut. */
    private StatusPage shortCell(String text) {
        html.append("<td class=s>").append(HtmlUtils.htmlEscape(text));
        return this;
    }

    /** The name of the file is enough for the eye. */
    private void place(ConfigProblem place) {
        String file = place.file();
        String line = place.line() == 0 ? "" : ":" + place.line();
        html.append("<td class=s title=\"").append(HtmlUtils.htmlEscape(file)).append("\">");
        html.append(HtmlUtils.htmlEscape(file.substring(file.lastIndexOf('/') + 1) + line));
    }

    private void number(long number, String unit, boolean bad) {
        html.append("<td title=\"%s\" class=\"n%s\">%d".formatted(unit, bad ? " bad" : "", number));
    }

    private void state(Optional<String> problem, String otherwise) {
        html.append(problem.isPresent() ? "<td class=bad>" : "<td class=good>")
                .append(HtmlUtils.htmlEscape(problem.orElse(otherwise)));
    }

    private StatusPage end() {
        html.append("\n</table>\n");
        return this;
    }

    private static String text(WorkerCount workers) {
        return "%d worker(s), %d busy, %d waiting".formatted(workers.running(), workers.busy(), workers.waiting());
    }

    private static String perSecond(long requests, int seconds) {
        return String.format(Locale.ROOT, "%.1f", (double) requests / seconds);
    }

    private static String text(Duration time) {
        return time.toDays() > 0
                ? "%d d %d h".formatted(time.toDays(), time.toHoursPart())
                : "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
    }

    private static DateTimeFormatter utc(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }
}
