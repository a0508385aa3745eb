package org.jminihttpd.accesslog;

/** How a line looks. Used by all event loops at once. */
interface LineFormat {

    /** Longest text taken of each field, after escaping: all together fit into {@link LineBuffer#SIZE}. */
    int MAX_METHOD = 64;

    int MAX_TARGET = 1792;
    int MAX_HOST = 256;
    int MAX_REFERER = 832;
    int MAX_ROUTE = 128;
    int MAX_USER_AGENT = 512;

    /** Writes one line with its line break. */
    void write(Exchange exchange, LineBuffer line);
}
