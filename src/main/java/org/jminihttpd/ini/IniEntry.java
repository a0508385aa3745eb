package org.jminihttpd.ini;

/**
 * One key and its value.
 *
 * @param key as written, never empty
 * @param value interpolated; lines of a continued value are joined by {@code \n}
 * @param line where the key stands, counted from 1
 * @param inherited whether it stands in {@code [DEFAULT]} instead of the section itself
 */
public record IniEntry(String key, String value, int line, boolean inherited) {}
