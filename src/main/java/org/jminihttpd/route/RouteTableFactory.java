package org.jminihttpd.route;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jminihttpd.config.AccessLogProperties;
import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.config.Destination;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.config.Setting;
import org.jminihttpd.config.Spelling;
import org.jminihttpd.http.RequestPath;
import org.jminihttpd.lane.HotAnswers;
import org.springframework.web.util.UriUtils;

/** Makes the table from configured routes with the destination types there are. */
public final class RouteTableFactory {

    /** Of every route, whatever it leads to. */
    public static final Set<String> COMMON_OPTIONS = Set.of(AccessLogProperties.OPTION);

    private final Map<String, DestinationFactory> types = new TreeMap<>();
    private final RouteRefusals refusals = new RouteRefusals();

    public RouteTableFactory(Collection<DestinationFactory> factories) {
        factories.forEach(factory -> types.put(factory.type(), factory));
    }

    /** What the routes of all its tables refused. */
    public RouteRefusals refusals() {
        return refusals;
    }

    /** Makes the table of a configuration, of all routes that are right; each that is not becomes a problem. */
    public RouteTable create(HttpdProperties properties, ConfigProblems problems) {
        HotAnswers hotAnswers = properties.fastLane() ? new HotAnswers() : HotAnswers.off();
        TableContext context = new TableContext(properties, hotAnswers, refusals);
        List<DestinationFactory> factories = types.values().stream()
                .map(factory -> factory.forTable(context))
                .toList();
        return new RouteTable(new RouteTableFactory(factories).create(properties.routes(), problems), hotAnswers);
    }

    /** Makes all routes that are right. */
    List<Route> create(List<RouteEntry> entries, ConfigProblems problems) {
        List<Route> routes = new ArrayList<>();
        Map<String, RouteEntry> seen = new LinkedHashMap<>();
        for (RouteEntry entry : entries) {
            Optional<String> path = normal(entry.url());
            if (path.isEmpty()) {
                problems.add(entry.setting(), "no request can have this path");
                continue;
            }
            RouteEntry twin = seen.putIfAbsent(withoutSlash(path.get()), entry);
            if (twin != null) {
                problems.add(entry.setting(), "the same URL as \"%s\" above".formatted(twin.url()));
                continue;
            }
            create(entry, problems).ifPresent(handler -> routes.add(new Route(path.get(), entry, handler)));
        }
        return routes;
    }

    private Optional<RouteHandler> create(RouteEntry entry, ConfigProblems problems) {
        Destination destination = entry.destination();
        DestinationFactory factory = types.get(destination.type());
        if (factory == null) {
            problems.add(
                    entry.setting(),
                    "\"%s\" is not a destination type.%s"
                            .formatted(destination.type(), Spelling.hint(destination.type(), types.keySet())));
            return Optional.empty();
        }
        boolean known = factory.takesProperties() || entry.properties().isEmpty();
        if (!known) {
            entry.properties()
                    .values()
                    .forEach(property -> problems.add(
                            property, "A %s: route has no application to give it to.".formatted(factory.type())));
        }
        for (Setting option : entry.options().values()) {
            if (!COMMON_OPTIONS.contains(option.key()) && !factory.options().contains(option.key())) {
                problems.add(
                        option,
                        "\"%s\" is not an option of a %s: route.%s"
                                .formatted(
                                        option.key(), factory.type(), Spelling.hint(option.key(), factory.options())));
                known = false;
            }
        }
        try {
            return known ? Optional.of(factory.create(entry)) : Optional.empty();
        } catch (InvalidRouteException wrong) {
            problems.add(wrong.setting(), String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }

    /** A URL is written decoded (as pyminihttpd compares it), so a percent sign in it means itself. */
    private static Optional<String> normal(String url) {
        return RequestPath.of(UriUtils.encodePath(url, StandardCharsets.UTF_8)).map(RequestPath::toString);
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
