package org.jminihttpd.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rights as the kernel knows them, of {@code /proc}: see proc_pid_status(5). */
final class ProcessStatus {

    private static final Path SELF = Path.of("/proc/self/status");
    private static final Path THREADS = Path.of("/proc/self/task");

    private ProcessStatus() {}

    /** Whether the process has the rights of root; false where the kernel does not say. */
    static boolean isRoot() {
        return Files.isReadable(SELF) && line(SELF, "Uid:").matches(".*\\b0\\b.*");
    }

    /** What of the rights of each thread is not that of this user, of this group, without capabilities; empty if nothing. */
    static List<String> differences(int user, int group) {
        List<String> wrong = new ArrayList<>();
        try (Stream<Path> threads = Files.list(THREADS)) {
            for (Path thread : threads.toList()) {
                Path status = thread.resolve("status");
                check(status, "Uid:", (user + " ").repeat(4).strip(), wrong);
                check(status, "Gid:", (group + " ").repeat(4).strip(), wrong);
                check(status, "CapPrm:", "0000000000000000", wrong);
                check(status, "CapEff:", "0000000000000000", wrong);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return wrong;
    }

    private static void check(Path status, String name, String expected, List<String> wrong) {
        String found = line(status, name);
        if (!found.isEmpty() && !found.equals(expected)) { // empty: the thread has ended
            wrong.add(status + ": " + name + " " + found);
        }
    }

    private static String line(Path status, String name) {
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).strip().replaceAll("\\s+", " "))
                    .findFirst()
                    .orElse("");
        } catch (NoSuchFileException ended) {
            return "";
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No such process")) {
                return "";
            }
            throw new UncheckedIOException(e);
        }
    }
}
