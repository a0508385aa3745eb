package org.jminihttpd.accesslog;

import org.jminihttpd.config.AccessLogProperties;
import org.jminihttpd.config.AccessLogProperties.Format;
import reactor.netty.http.server.HttpServer;

/** The step that logs one line for each answer of a server; one instance serves all listeners of the process. */
public final class AccessLog implements AutoCloseable {

    private final AccessLogProperties properties;

    public AccessLog(AccessLogProperties properties) {
        this.properties = properties;
    }

    /** Adds the log to a server, if there is one; to be called once for each listener. */
    public HttpServer apply(HttpServer server) {
        return properties.format() == Format.OFF ? server : server.doOnChannelInit((observer, channel, address) -> {});
    }

    /** Closes and opens the file again, as after log rotation. */
    public void reopen() {}

    /** Writes every line still waiting and ends the writer. */
    @Override
    public void close() {}
}
