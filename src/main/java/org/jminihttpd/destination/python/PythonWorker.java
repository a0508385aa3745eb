package org.jminihttpd.destination.python;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One worker process. */
final class PythonWorker {

    private final int number;
    private final Process process;
    private final WorkerLog output;
    private final Thread reader;
    private volatile boolean ready;
    private volatile boolean retired;

    private PythonWorker(int number, Process process, WorkerLog output, Thread reader) {
        this.number = number;
        this.process = process;
        this.output = output;
        this.reader = reader;
    }

    /**
     * Starts a process. It ends when our end of its standard input closes: also when this process is killed.
     *
     * @param route for the log
     * @param number what it says in its hello
     */
    static PythonWorker start(
            String route,
            int number,
            Script script,
            PythonOptions options,
            Map<String, String> environment,
            Path program,
            Path socket)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                options.python().toString(),
                program.toString(),
                socket.toString(),
                Integer.toString(number),
                script.type() == ScriptType.PAGES ? "pages" : "wsgi",
                Integer.toString(options.threads()),
                Integer.toString(options.workers()),
                options.debug() ? "yes" : "no",
                Script.encoded(script.file())));
        if (script.modulePath() != null) {
            command.add(Script.encoded(script.modulePath()));
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        WorkerLog output = new WorkerLog(route + " [" + process.pid() + "] ", process.getInputStream());
        Thread reader = new Thread(output, "python-output-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        return new PythonWorker(number, process, output, reader);
    }

    int number() {
        return number;
    }

    long pid() {
        return process.pid();
    }

    /** Whether it ever was able to answer. */
    boolean isReady() {
        return ready;
    }

    void setReady() {
        ready = true;
    }

    /** Whether it shall take no more requests. */
    boolean isRetired() {
        return retired;
    }

    /** Lets it finish its requests and end. */
    void retire() {
        retired = true;
        process.destroy();
    }

    /** Ends it at once. */
    void kill() {
        retired = true;
        process.destroyForcibly();
    }

    /** Whether it ended within so many nanoseconds. */
    boolean awaitExit(long nanos) {
        try {
            return process.waitFor(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /** Whether somebody else ended it. */
    boolean wasKilled() {
        return process.exitValue() > 128;
    }

    /** How it ended. */
    String end() {
        int status = process.exitValue();
        return status > 128 ? "was killed by signal " + (status - 128) : "ended with status " + status;
    }

    /** The last line it printed, which of a traceback is the one that says what is wrong. */
    String lastWords() {
        try {
            reader.join(200); // what it printed may still be on its way
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return output.last();
    }
}
