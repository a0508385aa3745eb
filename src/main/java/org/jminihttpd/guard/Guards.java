package org.jminihttpd.guard;

import org.jminihttpd.config.LimitProperties;
import reactor.netty.http.server.HttpServer;

/** The step that protects every connection of a server; one instance serves all listeners of the process. */
public final class Guards {

    private final LimitProperties limits;

    public Guards(LimitProperties limits) {
        this.limits = limits;
    }

    /** Adds the guards to a server; to be called once for each listener. */
    public HttpServer apply(HttpServer server) {
        return server.httpRequestDecoder(spec -> spec.maxHeaderSize(limits.maxHeader()));
    }
}
