package org.jminihttpd.config;

import org.springframework.boot.origin.Origin;

/** A place settings come from that has no lines, for example the command line. */
record NamedOrigin(String name) implements Origin {

    @Override
    public String toString() {
        return name;
    }
}
