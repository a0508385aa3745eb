package org.jminihttpd.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jminihttpd.config.ConfigProblem;
import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.config.Destination;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.config.Setting;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class RouteTableFactoryTests {

    private final ConfigProblems problems = new ConfigProblems();

    @Test
    void urlsAreBroughtToTheFormRequestsHave() {
        assertThat(create(entry("/é x/", "echo:a"), entry("/100%", "echo:b")).routes())
                .extracting(Route::path)
                .containsExactly("/%C3%A9%20x/", "/100%25");
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void everyMistakeIsReportedAndTheRestIsStillMade() {
        RouteTable table = create(
                entry("/a", "echo:a"),
                entry("/b", "ecko:b"),
                entry("/a/", "echo:c"),
                entry("/d", "echo:wrong"),
                entry("/e\\", "echo:e"),
                entry("/f/", "echo:f", new Setting("route /f/", "lowd", "yes", null)));
        assertThat(table.routes()).extracting(Route::path).containsExactly("/a");
        assertThat(problems.list())
                .extracting(ConfigProblem::read, ConfigProblem::message)
                .satisfiesExactly(
                        row -> assertThat(row.toList().toString())
                                .contains("\"ecko\" is not a destination type", "echo"),
                        row -> assertThat(row.toList().toString()).contains("the same URL as \"/a\""),
                        row -> assertThat(row.toList().toString()).contains("wrong is not right"),
                        row -> assertThat(row.toList().toString()).contains("no request can have this path"),
                        row -> assertThat(row.toList().toString())
                                .contains("[route /f/] lowd", "not an option of a echo: route", "loud"));
    }

    @Test
    void propertiesAreForTypesWithApplications() {
        Setting property = new Setting("app /a/", "greeting", "hello", null);
        RouteEntry plain = entry("/a/", "echo:a");
        RouteTable table = create(new RouteEntry(
                plain.url(), plain.destination(), Map.of(), Map.of("greeting", property), plain.setting()));
        assertThat(table.routes()).isEmpty();
        assertThat(problems.list())
                .singleElement()
                .satisfies(problem -> assertThat(problem.read() + problem.message())
                        .contains("[app /a/] greeting = hello", "echo: route has no application"));
    }

    private RouteTable create(RouteEntry... entries) {
        return new RouteTable(new RouteTableFactory(List.of(new EchoFactory())).create(List.of(entries), problems));
    }

    private static RouteEntry entry(String url, String value, Setting... options) {
        String[] parts = value.split(":", 2);
        Map<String, Setting> byKey = options.length == 0 ? Map.of() : Map.of(options[0].key(), options[0]);
        return new RouteEntry(url, new Destination(parts[0], parts[1]), byKey, new Setting("routes", url, value, null));
    }

    private static final class EchoFactory implements DestinationFactory {
        @Override
        public String type() {
            return "echo";
        }

        @Override
        public Set<String> options() {
            return Set.of("loud");
        }

        @Override
        public RouteHandler create(RouteEntry entry) {
            if (entry.destination().argument().equals("wrong")) {
                throw new InvalidRouteException(entry.setting(), "wrong is not right");
            }
            return (request, path) -> Mono.empty();
        }
    }
}
