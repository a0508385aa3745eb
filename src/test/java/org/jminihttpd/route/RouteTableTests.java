package org.jminihttpd.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jminihttpd.config.Destination;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.config.Setting;
import org.jminihttpd.http.RequestPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

class RouteTableTests {

    private final RouteTable seed = table("/", "/home/", "/home/deep/er/", "/users", "/both", "/both/inner/");

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/somefile, /",
        "/home/, /home/",
        "/home/somefile, /home/",
        "/home/deep/x, /home/",
        "/home/deep/er/x/y/z, /home/deep/er/",
        "/homeless, /",
        "/users, /users",
        "/both/inner/x, /both/inner/",
        "/Users/x, /"
    })
    void exactFileRouteThenLongestDirectoryRoute(String path, String route) {
        assertThat(find(seed, path))
                .isInstanceOfSatisfying(
                        RouteTable.Match.Found.class,
                        found -> assertThat(found.route().path()).isEqualTo(route));
    }

    @ParameterizedTest
    @CsvSource({"/users/", "/users/somefile", "/users/a/b/c", "/both/x"})
    void nothingIsBelowAFileRoute(String path) {
        assertThat(find(seed, path)).isInstanceOf(RouteTable.Match.None.class);
    }

    @ParameterizedTest
    @CsvSource({"/home", "/home/deep/er", "/both/inner"})
    void directoryRouteWithoutItsSlashIsMissingIt(String path) {
        assertThat(find(seed, path)).isInstanceOf(RouteTable.Match.MissingSlash.class);
    }

    @Test
    void withoutARootRouteOtherPathsAreNotFound() {
        RouteTable table = table("/a/", "/f");
        assertThat(find(table, "/")).isInstanceOf(RouteTable.Match.None.class);
        assertThat(find(table, "/b/c")).isInstanceOf(RouteTable.Match.None.class);
        assertThat(find(table(), "/x/y")).isInstanceOf(RouteTable.Match.None.class);
    }

    @Test
    void pathFarLongerThanEveryRouteIsFound() {
        assertThat(find(seed, "/home" + "/x".repeat(4_000)))
                .isInstanceOfSatisfying(
                        RouteTable.Match.Found.class,
                        found -> assertThat(found.route().path()).isEqualTo("/home/"));
    }

    @Test
    void openingAndClosingTheTableReachesEveryHandler() {
        List<String> calls = new ArrayList<>();
        RouteHandler handler = new RouteHandler() {
            @Override
            public Mono<ServerResponse> handle(ServerRequest request, RoutedPath path) {
                return Mono.empty();
            }

            @Override
            public void open() {
                calls.add("open");
            }

            @Override
            public void close() {
                calls.add("close");
            }
        };
        RouteTable table =
                new RouteTable(List.of(new Route("/a", entry("/a"), handler), new Route("/b/", entry("/b/"), handler)));
        table.open();
        table.close();
        assertThat(calls).containsExactly("open", "open", "close", "close");
    }

    @Test
    void tablePrintsItself() {
        assertThat(table("/a", "/b/")).hasToString("/a = test:x\n/b/ = test:x");
    }

    private static RouteTable.Match find(RouteTable table, String path) {
        return table.find(RequestPath.of(path).orElseThrow());
    }

    private static RouteTable table(String... urls) {
        return new RouteTable(Arrays.stream(urls)
                .map(url -> new Route(url, entry(url), (request, path) -> Mono.empty()))
                .toList());
    }

    static RouteEntry entry(String url) {
        return new RouteEntry(url, new Destination("test", "x"), Map.of(), new Setting("routes", url, "test:x", null));
    }
}
