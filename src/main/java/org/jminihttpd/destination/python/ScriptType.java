package org.jminihttpd.destination.python;

/** What kind of script a route has. */
enum ScriptType {

    /** {@code wsgi:}, an application of PEP 3333. */
    WSGI,

    /** {@code python:}, functions named by method. */
    PAGES;

    /** The name before the colon. */
    String destination() {
        return this == WSGI ? "wsgi" : "python";
    }
}
