package org.jminihttpd.packaged;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How to start the packaged jar: on the JDK that runs the tests, with nothing of the tests' own configuration.
 *
 * @param prefix a program that executes another, such as setpriv; it must not fork
 * @param jar the packaged jar
 * @param arguments of the program
 * @param environment added to that of the tests
 * @param directory to start in
 */
record Launch(List<String> prefix, Path jar, List<String> arguments, Map<String, String> environment, Path directory) {

    static final Path JAR = Path.of("target", "jminihttpd.jar").toAbsolutePath();

    /** Options with which a start costs less. */
    static final List<String> CHEAP = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m");

    static Launch of(String... arguments) {
        return new Launch(
                List.of(), JAR, List.of(arguments), Map.of(), Path.of("").toAbsolutePath());
    }

    /** With a configuration file of this text, made in a directory. */
    static Launch configured(Path directory, String text) throws IOException {
        Path file = Files.createTempFile(directory, "server", ".conf");
        return of("-c", Files.writeString(file, text).toString());
    }

    Launch and(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return new Launch(prefix, jar, all, environment, directory);
    }

    /** Behind another program; the one named last comes first. */
    Launch behind(String... program) {
        List<String> all = new ArrayList<>(List.of(program));
        all.addAll(prefix);
        return new Launch(all, jar, arguments, environment, directory);
    }

    Launch with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new Launch(prefix, jar, arguments, more, directory);
    }

    Launch in(Path other) {
        return new Launch(prefix, jar, arguments, environment, other);
    }

    Launch jar(Path other) {
        return new Launch(prefix, other, arguments, environment, directory);
    }

    /** Starts it; the caller closes it. */
    RunningJar start() throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(java());
        command.addAll(CHEAP);
        if (jar.equals(JAR)) {
            command.add("-XX:SharedArchiveFile=" + LoadedClasses.archive());
        }
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        return start(command);
    }

    /** Starts it by another program, with its arguments, environment and directory. */
    RunningJar startBy(Path program) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(arguments);
        return start(command);
    }

    private RunningJar start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> !name.equals("JMINIHTTPD_SERVER_FAST_LANE")
                        && name.matches("(JMINIHTTPD|LISTEN|NOTIFY|CREDENTIALS)_.*"));
        builder.environment().putAll(environment);
        File out = File.createTempFile("jminihttpd", ".out");
        File err = File.createTempFile("jminihttpd", ".err");
        return new RunningJar(builder.redirectOutput(out).redirectError(err).start(), out.toPath(), err.toPath());
    }

    /** The JVM that runs the tests. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Starts it and waits for its one listener. */
    RunningJar serve() throws IOException {
        return serve(1);
    }

    /** Starts it and waits for so many listeners. */
    RunningJar serve(int listeners) throws IOException {
        RunningJar jar = start();
        try {
            jar.await(() -> jar.urls().size() == listeners);
            return jar;
        } catch (RuntimeException | AssertionError e) {
            jar.close();
            throw e;
        }
    }

    /** Runs it to its end. */
    RunningJar.Outcome run() throws IOException {
        try (RunningJar jar = start()) {
            return jar.awaitEnd();
        }
    }

    /** A TCP port that nothing listened on a moment ago, on IPv4 and on IPv6. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
