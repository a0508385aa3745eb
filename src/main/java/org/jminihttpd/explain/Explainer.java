package org.jminihttpd.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenerProperties;
import org.jminihttpd.config.ListenerProperties.Purpose;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.http.RequestPath;
import org.jminihttpd.route.Route;
import org.jminihttpd.route.RouteEnd;
import org.jminihttpd.route.RouteTable;
import org.jminihttpd.route.RoutedPath;
import org.jminihttpd.tls.Certificates;
import org.jspecify.annotations.Nullable;

/** Follows a URL through a checked configuration to its answer. */
public final class Explainer {

    private final HttpdProperties properties;
    private final @Nullable Certificates certificates;
    private final RouteTable table;
    private final Predicate<String> actuator;

    /**
     * Explains a configuration whose routes are not open.
     *
     * @param certificates null exactly if no listener is TLS
     * @param actuator which paths the actuator answers where it answers
     */
    public Explainer(
            HttpdProperties properties,
            @Nullable Certificates certificates,
            RouteTable table,
            Predicate<String> actuator) {
        this.properties = properties;
        this.certificates = certificates;
        this.table = table;
        this.actuator = actuator;
    }

    /**
     * Explains one URL. Makes the request, unless a program would answer it.
     *
     * @throws IllegalArgumentException if it is no URL
     * @throws IOException if the request fails
     */
    public Explanation explain(String text) throws IOException {
        AskedUrl url = AskedUrl.parse(text);
        Explanation start = new Explanation(text);
        Optional<ListenerProperties> chosen = ListenerChoice.of(url, properties.listeners());
        if (chosen.isEmpty()) {
            return start.refused("No listener takes this URL; there are "
                    + String.join(
                            ", ",
                            properties.listeners().stream()
                                    .map(Explanation::name)
                                    .toList()) + ".");
        }
        ListenAddress address = chosen.get().address();
        Explanation asked = start.at(chosen.get(), url.host())
                .loggedBy(properties.accessLog().at(address));
        boolean management = chosen.get().purpose() == Purpose.MANAGEMENT;
        if ((management || !properties.hasManagementListener()) && actuator.test(url.path())) {
            return asked.endingAt(RouteEnd.program("the actuator"));
        }
        if (management) {
            return asked.refused("This listener is the actuator's, which has nothing at this path.");
        }
        Explanation routed = RequestPath.of(url.path())
                .map(path -> route(asked, path))
                .map(found -> found.loggedBy(properties.accessLog().at(address, url(found.route()))))
                .orElseGet(() ->
                        asked.endingAt(RouteEnd.of("refused: the path has a broken escape, or a control character")));
        if (routed.end().isProgram()) {
            return routed;
        }
        try (PrivateServer server = new PrivateServer(properties, certificates, chosen.get(), table)) {
            return routed.answered(server.head(url), new HeaderReasons(properties, routed.route()));
        }
    }

    private Explanation route(Explanation asked, RequestPath path) {
        if (table.find(path) instanceof RouteTable.Match.Found found) {
            Route route = found.route();
            return asked.by(route.entry()).endingAt(route.handler().end(new RoutedPath(path, route.path())));
        }
        return table.find(path) instanceof RouteTable.Match.MissingSlash
                ? asked.endingAt(RouteEnd.of("the URL of the route, with its \"/\""))
                : asked.endingAt(RouteEnd.of("refused: no route has this URL, or a directory above it; there are "
                        + String.join(", ", urls())));
    }

    private static @Nullable String url(@Nullable RouteEntry route) {
        return route == null ? null : route.url();
    }

    private List<String> urls() {
        List<String> urls = new ArrayList<>();
        table.routes().stream()
                .limit(20)
                .forEach(route -> urls.add(route.entry().url()));
        return urls.isEmpty() ? List.of("none") : urls;
    }
}
