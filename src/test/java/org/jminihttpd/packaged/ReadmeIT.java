package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The commands of the README print what it shows. */
class ReadmeIT {

    private static final Pattern CONSOLE = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);

    @Test
    void quickStartPrintsWhatIsShown() throws IOException {
        List<String> sessions =
                CONSOLE.matcher(readme()).results().map(match -> match.group(1)).toList();
        // Maven starts the same program, by the property spring-boot.run.arguments of the pom
        String first = "$ ./mvnw spring-boot:run\n";
        assertThat(sessions).hasSize(2).first().asString().startsWith(first);
        assertThat(Path.of("pom.xml")).content().contains("<spring-boot.run.arguments>-c examples/quickstart.conf<");
        Launch quickStart = Launch.of("-c", "examples/quickstart.conf", "--jminihttpd.server.listen=0");
        try (RunningJar jar = quickStart.serve()) {
            assertThat(shape(withoutWarningToRoot(jar.out())))
                    .isEqualTo(shape(sessions.get(0).substring(first.length())));
            for (String command : sessions.get(1).split("(?m)^\\$ ", 0)) {
                int end = command.indexOf('\n');
                if (end > 0) {
                    String line = command.substring(0, end).replace("localhost:8080", "localhost:" + jar.port(0));
                    assertThat(shape(Tool.run("bash", "-c", line)))
                            .as(line)
                            .isEqualTo(shape(command.substring(end + 1)));
                }
            }
        }
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    /** The tests may run as root, the reader of the README does not. */
    private static String withoutWarningToRoot(String out) {
        return out.replaceFirst("(?m)^.* WARN  The server runs as root.*\n", "");
    }

    /** The text without what differs from run to run: numbers, and names of days and months. */
    private static String shape(String text) {
        return Pattern.compile(
                        "\\d+|\\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\\b|\\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\\b")
                .matcher(text.replace("\r\n", "\n").strip())
                .replaceAll(ReadmeIT::kind);
    }

    private static String kind(MatchResult match) {
        return Character.isDigit(match.group().charAt(0)) ? "#" : match.group(1) != null ? "DAY" : "MONTH";
    }
}
