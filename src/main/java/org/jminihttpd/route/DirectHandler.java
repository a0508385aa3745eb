package org.jminihttpd.route;

import org.jminihttpd.lane.DirectExchange;

/** A handler that can also answer without Spring, which takes more time than a quick answer does. */
public interface DirectHandler extends RouteHandler {

    /** As {@link #handle}, by the exchange; false if it has to go that way. */
    boolean take(DirectExchange exchange, RoutedPath path);
}
