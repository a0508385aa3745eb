package org.jminihttpd.ini;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An INI file as Python's configparser reads it (keys case-preserved): its sections in the order written and every mistake of its syntax.
 *
 * <p>The one difference in values: a {@code %} that begins neither {@code %%} nor {@code %(name)s} is literal, where
 * configparser gives up.
 *
 * @param sections without {@code [DEFAULT]}
 * @param defaults what {@code [DEFAULT]} holds and no value refers to, as written
 * @param problems in the order found; entries they concern are left out of the sections where their value is unknown
 */
public record IniFile(List<IniSection> sections, List<IniEntry> defaults, List<IniProblem> problems) {

    /** More mistakes than this are not listed one by one. */
    private static final int MAX_PROBLEMS = 50;

    /** Keys of all sections, with those they take from [DEFAULT]: few files need fifty, and n sections times m defaults is quadratic. */
    private static final int MAX_ENTRIES = 20_000;

    /**
     * Reads a file; whatever is wrong with its content is in {@link #problems()}.
     *
     * @throws IOException if it cannot be read
     */
    public static IniFile read(Path file) throws IOException {
        List<IniProblem> problems = new ArrayList<>();
        IniText text = IniText.read(file, problems::add);
        return of(text, problems);
    }

    static IniFile of(byte[] bytes) {
        List<IniProblem> problems = new ArrayList<>();
        return of(IniText.of(bytes, problems::add), problems);
    }

    private static List<IniProblem> bounded(List<IniProblem> problems) {
        if (problems.size() < MAX_PROBLEMS) {
            return List.copyOf(problems);
        }
        List<IniProblem> first = new ArrayList<>(problems.subList(0, MAX_PROBLEMS));
        IniProblem last = first.get(MAX_PROBLEMS - 1);
        first.add(new IniProblem(
                last.line(), last.read(), "So many mistakes are enough; there may be more behind this line."));
        return List.copyOf(first);
    }

    private static IniFile of(IniText text, List<IniProblem> problems) {
        IniSyntax syntax = new IniSyntax(text.lines(), problems, MAX_PROBLEMS);
        syntax.parse();
        Interpolation interpolation = new Interpolation(syntax.defaults(), problems);
        List<IniSection> sections = new ArrayList<>();
        int count = 0;
        for (RawSection section : syntax.sections()) {
            count += section.entries().size() + syntax.defaults().size();
            if (count > MAX_ENTRIES) {
                problems.add(new IniProblem(
                        section.line(),
                        "[" + section.name() + "]",
                        "The file has more than 20000 keys; nothing behind this line was read."));
                break;
            }
            sections.add(new IniSection(section.name(), section.line(), interpolation.entries(section.entries())));
        }
        List<IniEntry> unused = interpolation.unusedDefaults();
        return new IniFile(List.copyOf(sections), unused, bounded(problems));
    }
}
