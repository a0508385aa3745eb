package org.jminihttpd.lane;

/** Answers some requests without reactor-netty and Spring between it and the codec. */
@FunctionalInterface
public interface Shortcut {

    /** Takes a request, whose answer may come later; false leaves it to the general path. Called on its event loop. */
    boolean take(DirectExchange exchange);
}
