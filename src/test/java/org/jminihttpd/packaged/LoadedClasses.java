package org.jminihttpd.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The classes that the packaged jar loads, kept ready for all tests that start it (JEP 350): a start costs half. A JVM
 * that cannot use the archive, as with another jar, starts without.
 */
final class LoadedClasses {

    private static final Pattern LISTENING = Pattern.compile("Listening on (http://\\S+)");

    private static final Path ARCHIVE = made();

    private LoadedClasses() {}

    static Path archive() {
        return ARCHIVE;
    }

    private static Path made() {
        Path archive =
                Launch.JAR.resolveSibling("jminihttpd-" + Runtime.version().feature() + ".jsa");
        try (FileChannel lock = FileChannel.open(
                archive.resolveSibling("jsa.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock(); // the tests run in several JVMs
            if (Files.notExists(archive)
                    || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(Launch.JAR)) < 0) {
                make(archive);
            }
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a server that answers one request has loaded when it ends. */
    private static void make(Path archive) throws IOException {
        Path directory = Files.createTempDirectory("classes");
        Path file = Files.writeString(
                directory.resolve("server.conf"), "[server]\nlisten = 127.0.0.1:0\n[routes]\n/ = static:" + directory);
        List<String> command = new ArrayList<>(Launch.CHEAP);
        command.add(0, Launch.java());
        command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable", "-jar", Launch.JAR.toString()));
        command.addAll(List.of("-c", file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        for (String line : (Iterable<String>) process.inputReader().lines()::iterator) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                URI.create(listening.group(1) + "/server.conf")
                        .toURL()
                        .openStream()
                        .readAllBytes();
                process.toHandle().destroy(); // and goes on reading
            }
        }
        process.onExit().join();
        Files.delete(file);
        Files.delete(directory);
    }
}
