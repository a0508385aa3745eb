package org.jminihttpd.destination.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Has Python compile a script, and run nothing of it: all that can be said about it without its effects. */
final class SyntaxCheck {

    /** Says nothing if all is well. */
    private static final String PROGRAM = """
            import os, sys
            from urllib.parse import unquote_to_bytes
            path = os.fsdecode(unquote_to_bytes(sys.argv[1]))
            try:
                with open(path, "rb") as file:
                    compile(file.read(), path, "exec", dont_inherit=True)
            except SyntaxError as mistake:
                sys.exit("%s:%s: %s" % (path, mistake.lineno, mistake.msg))
            except ValueError as mistake:
                sys.exit("%s: %s" % (path, mistake))
            """;

    /** Bytes that are read of what is said; more is not what the program says. */
    private static final int ENOUGH = 8192;

    private SyntaxCheck() {}

    /** What is wrong with the script, or with the interpreter. Blocks. */
    static Optional<String> of(Script script, Path python, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(
                        List.of(python.toString(), "-W", "ignore", "-c", PROGRAM, Script.encoded(script.file())))
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("PYTHONIOENCODING", "utf-8:backslashreplace");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            byte[] said = process.getInputStream().readNBytes(ENOUGH);
            if (said.length == ENOUGH) {
                process.destroyForcibly();
            }
            String text = new String(said, StandardCharsets.UTF_8).strip();
            int status = process.waitFor();
            return status == 0
                    ? Optional.empty()
                    : Optional.of(text.isEmpty() ? python + " does not run: it ended with status " + status : text);
        } catch (IOException e) {
            return Optional.of(python + " does not run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
