package org.jminihttpd.actuate;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jminihttpd.config.ConfigProblem;
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

    private static final String HEAD = """
            <!doctype html>
            <html lang=en>
            <meta charset=utf-8>
            <meta name=viewport content="width=device-width,initial-scale=1">
            <meta name=color-scheme content="light dark">
            <meta http-equiv=refresh content=5>
            <title>jminihttpd status</title>
            <style>
            :root{--page:#f5f6f8;--card:#fff;--text:#1c2430;--dim:#5c6878;--line:#e4e8ee;--good:#177a3c;--bad:#b3261e}
            @media(prefers-color-scheme:dark){:root{--page:#12161c;--card:#1a2029;--text:#e6ebf2;--dim:#96a3b4;--line:#28303c;--good:#5fd38a;--bad:#ff8a80}}
            *{box-sizing:border-box}
            body{margin:0;padding:clamp(1rem,4vw,3rem) clamp(.75rem,4vw,2rem);background:var(--page);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
            main{max-width:60rem;margin:auto}
            h1{margin:0;font-size:1.6rem}
            h2{margin:1.8rem 0 .5rem;font-size:1.05rem}
            p{margin:.3rem 0 0;color:var(--dim)}
            table{width:100%;border-spacing:0;background:var(--card);border:1px solid var(--line);border-radius:.75rem;overflow:hidden}
            th,td{padding:.5rem 1rem;border-top:1px solid var(--line);text-align:left;vertical-align:top;font-size:.9rem}
            .l,.bad{overflow-wrap:anywhere}
            th{border:0;color:var(--dim);font-size:.78rem}
            .n{text-align:right;font-variant-numeric:tabular-nums}
            .good{color:var(--good)}
            .bad{color:var(--bad);font-weight:600}
            pre{margin:0;font:inherit;white-space:pre-wrap}
            @media(max-width:40rem){
            tr:first-child{display:none}
            tr{display:block;padding:.5rem .8rem}
            tr+tr+tr{border-top:1px solid var(--line)}
            td,.n{display:block;border:0;padding:.1rem 0;text-align:left;overflow-wrap:anywhere}
            .n::after{content:" " attr(title)}
            }
            </style>
            <main>
            <h1>jminihttpd</h1>
            """;

    private final Clock clock;
    private final Instant started;
    private final StringBuilder html = new StringBuilder(HEAD);

    StatusPage(Clock clock, Instant started) {
        this.clock = clock;
        this.started = started;
    }

    StatusPage rate(RequestRate rate) {
        RequestRate.Counts minute = rate.last(RequestRate.SECONDS);
        RequestRate.Counts recent = rate.last(5);
        html.append(
                "<p id=rate>%s requests per second now, %s in the last minute; %d client errors and %d server errors in it. Up for %s.</p>%n"
                        .formatted(
                                perSecond(recent.all(), 5),
                                perSecond(minute.all(), RequestRate.SECONDS),
                                minute.clientErrors(),
                                minute.serverErrors(),
                                text(Duration.between(started, clock.instant()))));
        return this;
    }

    StatusPage listeners(List<Listener> listeners) {
        table("listeners", "Listeners", "Address", "State", "Open connections");
        for (Listener listener : listeners) {
            row().cell(listener.toString());
            state(listener.isServing() ? Optional.empty() : Optional.of("not serving"));
            number(listener.connections());
        }
        return end();
    }

    StatusPage routes(List<Route> routes) {
        table("routes", "Routes", "URL", "Destination", "Line", "State");
        for (Route route : routes) {
            ConfigProblem place = ConfigProblem.of(route.entry().setting(), "");
            row().cell(route.entry().url()).longCell(route.entry().setting().value());
            longCell(place.line() == 0 ? place.file() : place.file() + ":" + place.line());
            Optional<String> problem = route.handler().problem();
            WorkerCount workers = route.handler().workers();
            state(
                    problem,
                    workers == null
                            ? "serving"
                            : "%d worker(s), %d busy, %d waiting"
                                    .formatted(workers.running(), workers.busy(), workers.waiting()));
        }
        return end();
    }

    StatusPage certificate(@Nullable CertificateState state) {
        if (state == null) {
            return this;
        }
        long days = ChronoUnit.DAYS.between(clock.instant(), state.notAfter());
        table("certificates", "Certificates", "Name", "For", "Days left", "State");
        row().cell(state.name()).longCell(state.hosts().isEmpty() ? state.subject() : String.join(", ", state.hosts()));
        html.append("<td title=\"days left\" class=\"n%s\">".formatted(days < FEW_DAYS ? " bad" : ""))
                .append(days);
        state(Optional.ofNullable(state.problem()), "until " + state.notAfter().truncatedTo(ChronoUnit.MINUTES));
        return end();
    }

    StatusPage errors(List<RecentErrors.Entry> errors) {
        if (errors.isEmpty()) {
            html.append("<h2>Recent errors</h2>\n<p id=errors>None since this began to watch.</p>\n");
            return this;
        }
        table("errors", "Recent errors", "Time", "Level", "Message");
        for (RecentErrors.Entry entry : errors) {
            row().cell(entry.time().truncatedTo(ChronoUnit.SECONDS).toString()).cell(entry.level());
            html.append("<td class=l><pre>")
                    .append(HtmlUtils.htmlEscape(entry.message()))
                    .append("</pre>");
        }
        return end();
    }

    byte[] bytes() {
        return (html + "</main>\n</html>\n").getBytes(StandardCharsets.UTF_8);
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

    /** Of a text that may be cut anywhere, so that others need not be. */
    private StatusPage longCell(String text) {
        html.append("<td class=l>").append(HtmlUtils.htmlEscape(text));
        return this;
    }

    private void number(int number) {
        html.append("<td class=n title=\"open connections\">").append(number);
    }

    private void state(Optional<String> problem) {
        state(problem, "serving");
    }

    private void state(Optional<String> problem, String otherwise) {
        html.append(problem.isPresent() ? "<td class=bad>" : "<td class=good>")
                .append(HtmlUtils.htmlEscape(problem.orElse(otherwise)));
    }

    private StatusPage end() {
        html.append("\n</table>\n");
        return this;
    }

    private static String perSecond(long requests, int seconds) {
        return String.format(Locale.ROOT, "%.1f", (double) requests / seconds);
    }

    private static String text(Duration time) {
        return time.toDays() > 0
                ? "%d d %d h".formatted(time.toDays(), time.toHoursPart())
                : "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
    }
}
