package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.packaged.Tool.curl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jminihttpd.packaged.RunningJar.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of {@code examples/} is without mistakes, and every listener it names answers. */
@Tag("heavy")
class ExamplesIT {

    private static final Path EXAMPLES = Path.of("examples");

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleIsWithoutMistakes(Path example, @TempDir Path directory) throws IOException {
        assertThat(new Example(directory).check(example).run())
                .isEqualTo(new Outcome(0, "The configuration has no mistakes.\n", ""));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyListenerOfTheExampleAnswers(Path example, @TempDir Path directory) throws IOException {
        Example copy = new Example(directory);
        try (RunningJar jar = copy.launch(example).start()) {
            jar.await(() -> {
                for (int port : copy.activated()) { // the first connection starts it
                    curl("-k", "--max-time", "1", "http://127.0.0.1:" + port);
                }
                return jar.listeners().size() == copy.listeners();
            });
            for (String listener : jar.listeners()) {
                assertAnswers(listener);
            }
        }
    }

    @Test
    void everyExampleIsInTheTable() throws IOException {
        String table = Files.readString(EXAMPLES.resolve("README.md"));
        for (Path example : examples()) {
            assertThat(table).contains("[%1$s](%1$s)".formatted(example.getFileName()));
        }
    }

    private static void assertAnswers(String listener) throws IOException {
        String url = listener.substring(0, listener.indexOf(' '));
        String path = listener.contains("management") ? "/actuator/health" : "/";
        String[] curl = url.startsWith("unix:")
                ? new String[] {"--unix-socket", url.substring("unix:".length()), "http://localhost" + path}
                : new String[] {"-k", url.replace("*", listener.contains("IPv6 only") ? "[::1]" : "127.0.0.1") + path};
        assertThat(curl(curl))
                .as(listener)
                .matches("(?s)HTTP/(1.1|2) 200\\b.*")
                .containsAnyOf("index of", "<title>", "UP");
    }
}
