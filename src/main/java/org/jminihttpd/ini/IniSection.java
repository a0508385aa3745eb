package org.jminihttpd.ini;

import java.util.List;

/**
 * One section with the keys that hold in it: those of {@code [DEFAULT]} first, then its own, each in the order written.
 *
 * @param name the text between the brackets
 * @param line where its header stands, counted from 1
 * @param entries without duplicates
 */
public record IniSection(String name, int line, List<IniEntry> entries) {}
