package org.jminihttpd.destination.redirect;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.config.Setting;
import org.jminihttpd.route.DestinationFactory;
import org.jminihttpd.route.InvalidRouteException;
import org.jminihttpd.route.RouteHandler;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * The {@code redirect:URL} and {@code redirect:CODE URL} destination.
 *
 * <p>Below a directory route, what follows the route is appended to a URL that ends with a slash; every other URL is taken
 * as it is, so that nothing a client sends can become part of a host name. The query of the request is kept unless the URL
 * has its own or a fragment.
 */
public final class RedirectDestinationFactory implements DestinationFactory {

    private static final Set<Integer> CODES = Set.of(301, 302, 303, 307, 308);

    @Override
    public String type() {
        return "redirect";
    }

    @Override
    public RouteHandler create(RouteEntry entry) {
        String argument = entry.destination().argument();
        String[] words = argument.split("\\s+", 2);
        boolean coded = words.length == 2;
        HttpStatus status = coded ? status(words[0], entry.setting()) : HttpStatus.PERMANENT_REDIRECT;
        URI target = target(coded ? words[1] : argument, entry.setting());
        boolean extensible = target.getRawQuery() == null && target.getRawFragment() == null;
        boolean appends = extensible && entry.isDirectory() && target.toString().endsWith("/");
        return (request, path) -> {
            String query = extensible ? request.uri().getRawQuery() : null;
            String location = (appends ? target + path.rest() : target.toString()) + (query == null ? "" : "?" + query);
            return ServerResponse.status(status)
                    .location(URI.create(location))
                    .contentLength(0) // HEAD says what GET says
                    .build();
        };
    }

    private static HttpStatus status(String code, Setting setting) {
        if (code.matches("[0-9]{3}") && CODES.contains(Integer.valueOf(code))) {
            return HttpStatus.valueOf(Integer.parseInt(code));
        }
        throw new InvalidRouteException(
                setting, "\"%s\" is not a redirect status: 301, 302, 303, 307 or 308".formatted(code));
    }

    private static URI target(String text, Setting setting) {
        try {
            URI target = new URI(text);
            boolean absolute = target.getScheme() != null && target.getHost() != null;
            boolean local = target.getScheme() == null && text.matches("/(?!/).*"); // "//" would name a host
            if (absolute || local) {
                return URI.create(target.toASCIIString());
            }
        } catch (URISyntaxException broken) {
            // said below
        }
        throw new InvalidRouteException(
                setting,
                "redirect: takes a URL (https://example.com/) or a path (/elsewhere/), here \"%s\"".formatted(text));
    }
}
