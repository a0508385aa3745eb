package org.jminihttpd.ini;

/**
 * One mistake in the text of an INI file.
 *
 * @param line counted from 1; 0 for the file as a whole
 * @param read the line as it stands in the file, or nothing
 * @param message what is wrong and what would be right, without a line break
 */
public record IniProblem(int line, String read, String message) {}
