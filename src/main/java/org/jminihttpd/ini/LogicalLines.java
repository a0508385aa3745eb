package org.jminihttpd.ini;

import java.io.Reader;
import java.util.List;

/**
 * Hands ini4j one logical line for each {@code read()}: what Python's configparser folds into one value is one line, comments
 * are gone, and what ini4j would understand differently is respelled.
 */
final class LogicalLines extends Reader {

    /** Stands for a line break inside a value; {@link IniText} lets no such character through. */
    static final char FOLD = '\u0085';

    /** Header of a section that means: go on in the one before. */
    static final String RESUMED = String.valueOf(FOLD);

    private final List<String> lines;
    private int next;
    private int number;
    private String line = "";
    private int indent;
    private String pending = "";

    LogicalLines(List<String> lines) {
        this.lines = lines;
    }

    /** Number of the physical line at which the logical line last handed out begins, counted from 1. */
    int number() {
        return number;
    }

    /** That physical line, without the white space around it. */
    String line() {
        return line;
    }

    /** Goes on behind a line ini4j refused: its parser, called again, knows no section, so it gets one first. */
    void resume() {
        pending = "[" + RESUMED + "]\n";
    }

    @Override
    public int read(char[] target, int offset, int length) {
        if (pending.isEmpty()) {
            pending = logicalLine();
        }
        int count = Math.min(length, pending.length());
        pending.getChars(0, count, target, offset);
        pending = pending.substring(count);
        return count == 0 ? -1 : count;
    }

    private String logicalLine() {
        while (next < lines.size() && (isBlank(lines.get(next)) || isComment(lines.get(next)))) {
            next++;
        }
        if (next == lines.size()) {
            return "";
        }
        String raw = lines.get(next++);
        number = next;
        indent = PythonSpace.indent(raw);
        line = PythonSpace.strip(raw);
        // configparser's \[(.+)\] is greedy and ignores what follows the last bracket
        int close = line.startsWith("[") ? line.lastIndexOf(']') : -1;
        if (close >= 2) {
            return line.substring(0, close + 1) + "\n";
        }
        String option = option();
        if (line.startsWith("[")) {
            return "[\n"; // ini4j refuses it, whatever follows
        }
        return (firstDelimiter(line) < 0 ? line : option) + "\n"; // a delimiter on a continuing line ends no key
    }

    private String option() {
        StringBuilder text = new StringBuilder(line);
        int delimiter = firstDelimiter(line);
        if (delimiter > 0 && line.charAt(delimiter - 1) == '\\') {
            text.insert(delimiter, ' '); // else ini4j takes the delimiter for an escaped character of the key
        }
        int end = text.length();
        for (; next < lines.size(); next++) {
            String more = lines.get(next);
            if (isBlank(more)) {
                text.append(FOLD);
            } else if (!isComment(more)) {
                if (PythonSpace.indent(more) <= indent) {
                    break;
                }
                text.append(FOLD).append(PythonSpace.strip(more));
                end = text.length();
            }
        }
        text.setLength(end); // blank lines at the end do not count
        return text.toString();
    }

    private static int firstDelimiter(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '=' || line.charAt(i) == ':') {
                return i;
            }
        }
        return -1;
    }

    private static boolean isBlank(String line) {
        return PythonSpace.indent(line) == line.length();
    }

    private static boolean isComment(String line) {
        int begin = PythonSpace.indent(line);
        return begin < line.length() && (line.charAt(begin) == '#' || line.charAt(begin) == ';');
    }

    @Override
    public void close() {}
}
