package org.jminihttpd.route;

import org.jminihttpd.config.RouteEntry;

/**
 * One row of the table.
 *
 * @param path the route's URL in normal form; ends with a slash exactly if the route owns its descendants
 * @param entry what was configured
 * @param handler what answers
 */
public record Route(String path, RouteEntry entry, RouteHandler handler) {}
