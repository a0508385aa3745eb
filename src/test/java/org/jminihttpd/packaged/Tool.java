package org.jminihttpd.packaged;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the system, run to their end. */
final class Tool {

    private Tool() {}

    /** What a program prints, errors included. */
    static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(RunningJar.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(List.of(command) + " does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return output;
    }

    /** What curl prints: the head and the body of the answer. */
    static String curl(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-i", "--max-time", "60"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }
}
