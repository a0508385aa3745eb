package org.jminihttpd.destination.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jminihttpd.config.Destination;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.config.Setting;
import org.jminihttpd.http.RequestPath;
import org.jminihttpd.route.InvalidRouteException;
import org.jminihttpd.route.RoutedPath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

class RedirectDestinationTests {

    @ParameterizedTest
    @CsvSource({
        "/old,  https://example.com/new,        /old,            308, https://example.com/new",
        "/old,  301 https://example.com/new,    /old?a=b%20c,    301, https://example.com/new?a=b%20c",
        "/old,  https://example.com/?x=1,       /old?a=b,        308, https://example.com/?x=1",
        "/old/, /new/,                          /old/a/b%20c?q,  308, /new/a/b%20c?q",
        "/old/, 307 https://example.com/,       /old/x,          307, https://example.com/x",
        "/old/, https://example.com,            /old/.evil.test, 308, https://example.com",
        "/old/, /one,                           /old/two,        308, /one",
        "/old,  /héllo,                         /old,            308, /h%C3%A9llo",
        "/,     https://www.example.com/,       /%2e%2e//x,      308, https://www.example.com/x"
    })
    void redirectsTo(String route, String argument, String requested, int status, String location) {
        ServerResponse answer = answer(route, argument, requested);
        assertThat(answer.statusCode().value()).isEqualTo(status);
        assertThat(answer.headers().getLocation()).isEqualTo(URI.create(location));
    }

    @ParameterizedTest
    @CsvSource({
        "200 /x, '\"200\" is not a redirect status'",
        "30x /x, '\"30x\" is not a redirect status'",
        "example.com, 'redirect: takes a URL'",
        "//example.com/, 'redirect: takes a URL'",
        "javascript:alert(1), 'redirect: takes a URL'",
        "'', 'redirect: takes a URL'",
        "https://exa mple.com/, '\"https://exa\" is not a redirect status'"
    })
    void wrongArgumentIsRefused(String argument, String message) {
        assertThatThrownBy(() -> answer("/old", argument, "/old"))
                .isInstanceOf(InvalidRouteException.class)
                .hasMessageContaining(message);
    }

    private static ServerResponse answer(String route, String argument, String requested) {
        RouteEntry entry = new RouteEntry(
                route,
                new Destination("redirect", argument),
                Map.of(),
                new Setting("routes", route, "redirect:" + argument, null));
        URI uri = URI.create("http://localhost" + requested);
        ServerRequest request = ServerRequest.create(
                MockServerWebExchange.from(MockServerHttpRequest.method(HttpMethod.GET, uri)), List.of());
        RoutedPath path = new RoutedPath(RequestPath.of(uri.getRawPath()).orElseThrow(), route);
        return new RedirectDestinationFactory()
                .create(entry)
                .handle(request, path)
                .blockOptional()
                .orElseThrow();
    }
}
