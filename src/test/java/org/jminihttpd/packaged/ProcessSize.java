package org.jminihttpd.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a server has in use.
 *
 * @param files open file descriptors
 * @param threads of the process
 * @param classLoaders that are alive, without the one that the JDK makes for each method that is called by reflection
 *     more than 15 times
 * @param heap bytes of live objects
 */
record ProcessSize(int files, int threads, int classLoaders, long heap) {

    /** For the JVM: neither caches nor the garbage that the collector leaves in place count as live. */
    static final String EXACT_HEAP = "-XX:SoftRefLRUPolicyMSPerMB=0 -XX:MarkSweepAlwaysCompactCount=1";

    /** Measures after a collection of garbage. */
    static ProcessSize of(long pid) throws IOException {
        jcmd(pid, "GC.run");
        long heap = number("(?m)^Total +[0-9]+ +([0-9]+)", jcmd(pid, "GC.class_histogram"));
        String loaders = jcmd(pid, "VM.classloader_stats");
        return new ProcessSize(
                entries(pid, "fd"),
                entries(pid, "task"),
                (int) (number("(?m)^Total = ([0-9]+)", loaders)
                        - loaders.lines()
                                .filter(line -> line.endsWith("jdk.internal.reflect.DelegatingClassLoader"))
                                .count()),
                heap);
    }

    /** What has grown by more than what differs between two moments of the same load. */
    List<String> exceeds(ProcessSize before) {
        List<String> grown = new ArrayList<>();
        if (files > before.files + 5) {
            grown.add("files from %d to %d".formatted(before.files, files));
        }
        if (threads > before.threads + 5) {
            grown.add("threads from %d to %d".formatted(before.threads, threads));
        }
        if (classLoaders > before.classLoaders) {
            grown.add("class loaders from %d to %d".formatted(before.classLoaders, classLoaders));
        }
        if (heap > before.heap + 1_000_000) {
            grown.add("heap from %d to %d".formatted(before.heap, heap));
        }
        return grown;
    }

    private static String jcmd(long pid, String command) throws IOException {
        return Tool.run(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command);
    }

    private static int entries(long pid, String kind) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), kind))) {
            return (int) all.count();
        }
    }

    private static long number(String pattern, String text) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in:\n" + text);
        }
        return Long.parseLong(matcher.group(1));
    }
}
