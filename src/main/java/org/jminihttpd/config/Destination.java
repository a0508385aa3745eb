package org.jminihttpd.config;

/**
 * What a route leads to, as written: {@code TYPE:ARGUMENT}.
 *
 * @param type text before the first colon, for example {@code static}
 * @param argument the rest; its grammar belongs to the type
 */
public record Destination(String type, String argument) {}
