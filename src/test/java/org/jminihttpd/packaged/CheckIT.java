package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jminihttpd.packaged.RunningJar.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --check} and {@code --explain} print, and how they end. */
class CheckIT {

    private Path directory;
    private Path site;
    private Path file;

    @BeforeEach
    void makeSite(@TempDir Path directory) throws IOException {
        this.directory = directory;
        site = Files.createDirectory(directory.resolve("site"));
        Files.writeString(site.resolve("hello.txt"), "hello");
        file = Files.writeString(
                directory.resolve("my.conf"),
                "[server]\nlisten = 127.0.0.1:0\n[routes]\n/ = static:%s\n[environ]\nA = b ; c\n".formatted(site));
    }

    @Test
    void warningsArePrintedAndAreNoMistakes() throws IOException {
        String warning = file + """
                :6: [environ] A = b ; c
                  What follows ";" is a part of the value. A comment needs a line of its own.
                """;
        assertThat(run("--check"))
                .isEqualTo(
                        new Outcome(0, warning + "The configuration has no mistakes, but this deserves a look.\n", ""));
        assertThat(run("--check", "--json"))
                .isEqualTo(new Outcome(
                        0,
                        "{\"ok\":true,\"problems\":[],\"warnings\":[{\"file\":\"" + file
                                + "\",\"line\":6,\"read\":\"[environ] A = b ; c\",\"message\":\"What follows \\\";\\\" is a"
                                + " part of the value. A comment needs a line of its own.\"}]}\n",
                        ""));
        try (RunningJar jar = Launch.of("-c", file.toString()).serve()) {
            jar.await(() -> jar.out().contains("WARN  This deserves a look:\n" + warning));
        }
    }

    @Test
    void mistakesAreOneObjectForMachines() throws IOException {
        Files.writeString(file, "[server]\nlisten = 80\nhsts = often\n[mail]\npassword = secret\n[spring]\nx = 1\n");
        Outcome outcome = run("--check", "--json");
        assertThat(outcome.code()).isEqualTo(78);
        assertThat(outcome.out())
                .startsWith("{\"ok\":false,\"problems\":[{\"file\":\"" + file + "\",\"line\":")
                .contains(
                        "\"line\":3,\"read\":\"[server] hsts = often\",\"message\":\"\\\"often\\\" is neither yes, no nor a",
                        "\"line\":4,\"read\":\"[mail]\",")
                .endsWith("],\"warnings\":[]}\n");
    }

    @Test
    void explanationIsPrintedAndTheExitCodeSaysWhetherItIsAnswered() throws IOException {
        Outcome answered = run("--explain", "/hello.txt");
        assertThat(answered.code()).isZero();
        assertThat(answered.out())
                .startsWith("/hello.txt\n  listener  127.0.0.1:0 (plain)\n")
                .contains("\n  ends at   " + site + "/hello.txt\n")
                .contains("\n  answer    200 OK\n");
        assertThat(answered.err()).isEmpty();
        Outcome refused = run("--explain", "/nothing", "--json");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out())
                .startsWith("{\"url\":\"/nothing\",\"answered\":false,")
                .contains("\"status\":404,");
        assertThat(run("--explain", "hello.txt"))
                .isEqualTo(
                        new Outcome(
                                2,
                                "",
                                "jminihttpd: This is not a URL. Write http://HOST:PORT/PATH, https://HOST:PORT/PATH or /PATH.\n"));
        Files.writeString(file, "[server]\nlisten = here\n");
        Outcome wrong = run("--explain", "/");
        assertThat(wrong.code()).isEqualTo(78);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).startsWith(file + ":2: [server] listen = here\n");
    }

    private Outcome run(String... arguments) throws IOException {
        return Launch.of(arguments).and("-c", file.toString()).in(directory).run();
    }
}
