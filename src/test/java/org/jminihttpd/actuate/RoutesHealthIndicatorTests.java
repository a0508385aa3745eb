package org.jminihttpd.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jminihttpd.config.Destination;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.config.Setting;
import org.jminihttpd.route.Route;
import org.jminihttpd.route.RouteHandler;
import org.jminihttpd.route.RouteTable;
import org.jminihttpd.route.RoutedPath;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

class RoutesHealthIndicatorTests {

    private final List<String> problems = new ArrayList<>();

    @Test
    void routesWithoutProblemsAreUp() {
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(health().getDetails()).isEmpty();
    }

    @Test
    void aFailingRouteIsNamedWithItsReason() {
        problems.add("the script has a mistake");
        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health().getDetails()).isEqualTo(Map.of("/bad/", "the script has a mistake"));
    }

    private Health health() {
        RouteTable table = new RouteTable(List.of(route("/good/", List.of()), route("/bad/", problems)));
        return new RoutesHealthIndicator(() -> table).health();
    }

    private static Route route(String url, List<String> problems) {
        Setting setting = new Setting("routes", url, "test:x", null);
        RouteHandler handler = new RouteHandler() {
            @Override
            public Mono<ServerResponse> handle(ServerRequest request, RoutedPath path) {
                return Mono.empty();
            }

            @Override
            public Optional<String> problem() {
                return problems.stream().findFirst();
            }
        };
        return new Route(url, new RouteEntry(url, new Destination("test", "x"), Map.of(), setting), handler);
    }
}
