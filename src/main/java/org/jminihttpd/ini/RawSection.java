package org.jminihttpd.ini;

import java.util.Map;

/**
 * One section before interpolation.
 *
 * @param entries by key, in the order written
 */
record RawSection(String name, int line, Map<String, RawSection.Entry> entries) {

    /** One key with its text, and where it stands. */
    record Entry(String key, String text, int line, String read) {}
}
