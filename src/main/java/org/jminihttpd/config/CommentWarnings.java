package org.jminihttpd.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.origin.TextResourceOrigin;

/** Warns of values that seem to end in a comment, which configparser, and so we, take for a part of the value. */
final class CommentWarnings {

    /** Not at the beginning of a word: {@code #ff0000} is a colour. */
    private static final Pattern COMMENT = Pattern.compile("\\s[#;]|^[#;]\\s");

    private CommentWarnings() {}

    static void add(Settings settings, ConfigProblems problems) {
        for (String section : settings.sections()) {
            for (Setting setting : settings.section(section).values()) {
                Matcher comment = COMMENT.matcher(setting.value());
                if (setting.origin() instanceof TextResourceOrigin && comment.find()) {
                    problems.warn(
                            setting,
                            "What follows \"%s\" is a part of the value. A comment needs a line of its own."
                                    .formatted(comment.group().strip()));
                }
            }
        }
    }
}
