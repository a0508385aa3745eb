package org.jminihttpd.route;

import java.util.Set;
import org.jminihttpd.config.RouteEntry;

/** Makes the handlers of one destination type. The table of types is every bean of this interface. */
public interface DestinationFactory {

    /** The name before the colon, for example {@code static}. */
    String type();

    /** The keys of {@code [route URL]} that the type understands; others are reported as mistakes. */
    default Set<String> options() {
        return Set.of();
    }

    /** Whether the type has an application that can be given the properties of {@code [app URL]}. */
    default boolean takesProperties() {
        return false;
    }

    /** The factory for the routes of one table; by default the same for all. */
    default DestinationFactory forTable(TableContext context) {
        return this;
    }

    /**
     * Makes the handler of one route, having checked all that can be checked before a request comes.
     *
     * @throws InvalidRouteException if the argument or an option is wrong
     */
    RouteHandler create(RouteEntry entry);
}
