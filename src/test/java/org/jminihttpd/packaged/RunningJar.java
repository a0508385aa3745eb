package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assertions;

/** The packaged jar in a process of its own; all that it prints is kept, and it never outlives the test. */
final class RunningJar implements AutoCloseable {

    /** For everything that should take a second or two: the machine may have other work. */
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Pattern LISTENING = Pattern.compile("Listening on (\\S+ \\(.*\\))");

    /** How a process ended, and what it printed. */
    record Outcome(int code, String out, String err) {}

    private final Process process;
    private final Path out;
    private final Path err;
    private final Thread killer;

    RunningJar(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    /** Waits for something that needs the process alive. */
    void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            if (condition.call()) {
                return true;
            }
            return process.isAlive()
                    ? false
                    : Assertions.fail("ended: " + new Outcome(process.exitValue(), out(), err()));
        });
    }

    /** What it says it listens on, in the order of its configuration: {@code http://*:80 (plain)}. */
    List<String> listeners() {
        return LISTENING.matcher(out()).results().map(match -> match.group(1)).toList();
    }

    /** The addresses of its listeners: {@code http://*:80}, {@code unix:/x.sock}. */
    List<String> urls() {
        return listeners().stream()
                .map(listener -> listener.substring(0, listener.indexOf(' ')))
                .toList();
    }

    /** The TCP port of a listener. */
    int port(int listener) {
        String url = urls().get(listener);
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    /** Sends a signal by name, as kill(1) takes it. */
    void signal(String name) throws IOException {
        Tool.run("kill", "-" + name, Long.toString(pid()));
    }

    Outcome awaitEnd() {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("ends by itself; printed: %s", out() + err())
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new Outcome(process.exitValue(), out(), err());
    }

    /** Ends it as the system manager would, and waits. */
    Outcome stop() throws IOException {
        signal("TERM");
        return awaitEnd();
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        descendants.forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().removeShutdownHook(killer);
        Files.delete(out);
        Files.delete(err);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
