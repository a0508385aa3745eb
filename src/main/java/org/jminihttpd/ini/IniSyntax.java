package org.jminihttpd.ini;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ini4j.Config;
import org.ini4j.InvalidFileFormatException;
import org.ini4j.spi.IniHandler;
import org.ini4j.spi.IniParser;
import org.jspecify.annotations.Nullable;

/** Lets ini4j split logical lines into sections, keys and values, and goes on behind each line it refuses. */
final class IniSyntax implements IniHandler {

    private static final String DEFAULT = "DEFAULT";

    private final LogicalLines lines;
    private final List<IniProblem> problems;
    private final int maxProblems;
    private final Map<String, RawSection> sections = new LinkedHashMap<>();
    private final RawSection defaults = new RawSection(DEFAULT, 0, new LinkedHashMap<>());
    private @Nullable RawSection section;
    private boolean complainedOfNoSection;

    IniSyntax(List<String> lines, List<IniProblem> problems, int maxProblems) {
        this.lines = new LogicalLines(lines);
        this.problems = problems;
        this.maxProblems = maxProblems;
    }

    Collection<RawSection> sections() {
        return sections.values();
    }

    Map<String, RawSection.Entry> defaults() {
        return defaults.entries();
    }

    void parse() {
        IniParser parser = IniParser.newInstance(configparserFlags());
        while (problems.size() < maxProblems) {
            try {
                parser.parse(lines, this);
                return;
            } catch (InvalidFileFormatException refused) {
                refused();
                lines.resume();
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
    }

    /** Every flag, since a new {@code Config} takes its defaults from system properties. */
    private static Config configparserFlags() {
        Config config = new Config();
        config.setComment(false);
        config.setEmptyOption(false);
        config.setEmptySection(true);
        config.setEscape(false);
        config.setEscapeKeyOnly(false);
        config.setEscapeNewline(false); // else a value ending in \ swallows the next line
        config.setGlobalSection(false);
        config.setHeaderComment(false);
        config.setInclude(false);
        config.setLineSeparator("\n");
        config.setLowerCaseOption(false);
        config.setLowerCaseSection(false);
        config.setMultiOption(true); // duplicates come to the handler, which reports them
        config.setMultiSection(true);
        config.setPropertyFirstUpper(false);
        config.setStrictOperator(false);
        config.setTree(false);
        config.setUnnamedSection(false);
        return config;
    }

    private void refused() {
        String line = lines.line();
        if (line.startsWith("[")) {
            problem("A section header is a name in brackets, for example [server].");
        } else if (section == null && !complainedOfNoSection) {
            complainedOfNoSection = true; // once: all lines up to the first header would say the same
            problem("No section begins before this line. Put [server], or the section it belongs to, above it.");
        } else if (section != null && (line.startsWith("=") || line.startsWith(":"))) {
            problem("There is no key before the \"%c\".".formatted(line.charAt(0)));
        } else if (section != null) {
            problem(
                    "Neither \"=\" nor \":\" ends the key. A line that continues the value above must be indented deeper than its key.");
        }
    }

    private void problem(String message) {
        problems.add(new IniProblem(lines.number(), lines.line(), message));
    }

    @Override
    public void startSection(String name) {
        if (name.equals(LogicalLines.RESUMED)) {
            return;
        }
        String written = lines.line().substring(1, lines.line().lastIndexOf(']'));
        if (!written.equals(name)) {
            problem("The spaces inside the brackets belong to the name. Did you mean [%.60s]?".formatted(name));
        }
        if (name.equals(DEFAULT)) {
            section = defaults;
            return;
        }
        RawSection earlier = sections.get(name);
        if (earlier != null) {
            problem("[%.60s] begins in line %d already; a section may not be repeated."
                    .formatted(name, earlier.line()));
            section = earlier;
            return;
        }
        section = new RawSection(name, lines.number(), new LinkedHashMap<>());
        sections.put(name, section);
    }

    @Override
    public void handleOption(String name, String value) {
        if (section == null) {
            return;
        }
        String key = PythonSpace.stripTrailing(name);
        String unfolded = value.replace(LogicalLines.FOLD, '\n');
        String text = PythonSpace.stripTrailing(unfolded.substring(leadingBlanks(unfolded)));
        RawSection.Entry entry = new RawSection.Entry(key, text, lines.number(), lines.line());
        RawSection.Entry earlier = section.entries().putIfAbsent(key, entry);
        if (earlier != null) {
            problem("%.60s is set in line %d already; a key may not be repeated.".formatted(key, earlier.line()));
        }
    }

    /** White space before the value, but no line break: a value that begins on the next line begins with a break. */
    private static int leadingBlanks(String value) {
        int begin = PythonSpace.indent(value);
        int lineBreak = value.indexOf('\n');
        return lineBreak < 0 ? begin : Math.min(begin, lineBreak);
    }

    @Override
    public void startIni() {}

    @Override
    public void endIni() {}

    @Override
    public void endSection() {}

    @Override
    public void handleComment(String comment) {}
}
