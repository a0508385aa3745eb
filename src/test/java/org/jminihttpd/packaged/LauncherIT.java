package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.packaged.Tool.curl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.jminihttpd.packaged.RunningJar.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/launch} beside the packaged jar: what it starts, and the archive that makes the start fast. */
class LauncherIT {

    private static final String NOTICE = "jminihttpd: preparing faster starts, once\n";

    private Site site;
    private Path launcher;
    private Path cache;

    @BeforeEach
    void install(@TempDir Path directory) throws IOException {
        site = Site.in(directory);
        Path home = Files.createDirectory(directory.resolve("with a space"));
        for (String file : List.of("launch", "jvm.options")) {
            Files.copy(Path.of("deploy", file), home.resolve(file), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.copy(Launch.JAR, home.resolve("jminihttpd.jar"));
        launcher = home.resolve("launch");
        cache = Files.createDirectory(directory.resolve("cache"));
    }

    @Test
    void archiveIsMadeOnceForEachJarAndUsed() throws IOException {
        assertThat(run(cached("--make-archive"))).isEqualTo(new Outcome(0, "", NOTICE));
        Path first = archive();
        assertThat(classFromArchive()).isTrue();
        assertThat(run(cached("--make-archive"))).isEqualTo(new Outcome(0, "", ""));
        assertThat(archive()).isEqualTo(first);

        if ("root".equals(System.getProperty("user.name"))) { // an archive of somebody else could be anything
            Tool.run("chown", "65534", first.toString());
            assertThat(classFromArchive()).isFalse();
        }

        Files.setLastModifiedTime(
                launcher.resolveSibling("jminihttpd.jar"),
                FileTime.from(Instant.now().minusSeconds(60)));
        assertThat(classFromArchive()).isTrue();
        assertThat(archive()).isNotEqualTo(first);
    }

    @Test
    void firstVisitorsWaitForNoClassOfTheServer() throws IOException {
        // the JDK has nothing of a jar with a space in its path from the archive
        Path home = Files.move(
                site.directory().resolve("with a space"), site.directory().resolve("home"));
        launcher = home.resolve("launch");
        Launch launch = site.plainAndTls("127.0.0.1:0", "127.0.0.1:0").with("JAVA_FLAGS", "-Xlog:class+load:stderr");
        try (RunningJar jar =
                environment(launch).with("CACHE_DIRECTORY", cache.toString()).startBy(launcher)) {
            jar.await(() -> jar.urls().size() == 2);
            int before = jar.err().length();
            for (String url : jar.urls()) {
                site.assertServedBy(url);
                curl("--insecure", "--http2", url + "/", url + "/none");
            }
            for (String name : List.of("DirectExchange", "HotStreams")) {
                jar.await(() -> jar.err().contains(".lane." + name + " source: shared objects file"));
            }
            assertThat(jar.err().substring(before).lines().filter(line -> line.contains(" org.jminihttpd.")))
                    .allMatch(line -> line.contains(" source: shared objects file"));
        }
    }

    @Test
    void withoutAnArchiveItServesAllTheSame() throws IOException {
        for (Launch launch : List.of(
                site.plain("127.0.0.1:0"),
                site.plain("127.0.0.1:0").with("CACHE_DIRECTORY", cache + "/none"),
                // no training can write one with this
                site.plain("127.0.0.1:0")
                        .with("CACHE_DIRECTORY", cache.toString())
                        .with("JAVA_FLAGS", "-Xshare:off"),
                site.plain("127.0.0.1:0")
                        .with("CACHE_DIRECTORY", cache.toString())
                        .with("JAVA_FLAGS", "-Xshare:off"))) {
            try (RunningJar jar = environment(launch).startBy(launcher)) {
                jar.await(() -> jar.urls().size() == 1);
                site.assertServedBy(jar.urls().get(0));
                Outcome end = jar.stop();
                assertThat(end.code()).isEqualTo(143);
                assertThat(end.err()).isIn("", NOTICE);
            }
        }
        assertThat(archive()).isEmptyFile();
    }

    @Test
    void itBecomesTheServerWithItsArgumentsAndItsExitCode() throws IOException {
        Path spaced = Files.writeString(site.directory().resolve("a file.conf"), "[server]\nlisten = x\n");
        Outcome check = run(environment(Launch.of("--check", "-c", spaced.toString())));
        assertThat(check.code()).isEqualTo(78);
        assertThat(check.err()).contains("a file.conf:2: [server] listen = x");

        Path elsewhere = Files.createSymbolicLink(site.directory().resolve("jminihttpd"), launcher);
        Outcome wrong = run(environment(Launch.of("--no-such")).in(site.directory()), elsewhere);
        assertThat(wrong.code()).isEqualTo(2);

        Outcome none = run(Launch.of("--version").with("JAVA_HOME", "/none"));
        assertThat(none.code()).isEqualTo(127);
        assertThat(none.err()).startsWith("jminihttpd: there is no Java 17 or newer");
    }

    /** What else is to be on the class path, and the flags that the user adds. */
    @Test
    void jarsOfLibAndFlagsOfTheEnvironmentReachTheServer() throws IOException {
        Path library = Files.createDirectory(launcher.resolveSibling("lib"));
        Path added = Files.copy(Launch.JAR, library.resolve("added.jar"));
        Launch plain = site.plain("127.0.0.1:0").with("JAVA_FLAGS", "-Xmx96m -Xlog:gc,gc+init:stderr");
        try (RunningJar jar = environment(plain).startBy(launcher)) {
            jar.await(() -> !jar.urls().isEmpty());
            assertThat(Files.readString(Path.of("/proc", String.valueOf(jar.pid()), "cmdline")))
                    .contains("jminihttpd.jar:" + added.toRealPath() + "\0");
            assertThat(jar.err()).contains("Heap Max Capacity: 96M").contains("Using Serial");
        }
    }

    private Launch cached(String... arguments) {
        return environment(Launch.of(arguments)).with("CACHE_DIRECTORY", cache.toString());
    }

    private static Launch environment(Launch launch) {
        return launch.with("JAVA_HOME", System.getProperty("java.home"));
    }

    private Outcome run(Launch launch) throws IOException {
        return run(launch, launcher);
    }

    private static Outcome run(Launch launch, Path launcher) throws IOException {
        try (RunningJar process = launch.startBy(launcher)) {
            return process.awaitEnd();
        }
    }

    /** Whether a server of its own has its classes from the archive. */
    private boolean classFromArchive() throws IOException {
        Launch launch = site.plain("127.0.0.1:0");
        try (RunningJar jar =
                environment(launch).with("CACHE_DIRECTORY", cache.toString()).startBy(launcher)) {
            jar.await(() -> jar.urls().size() == 1);
            site.assertServedBy(jar.urls().get(0));
            return Files.readString(Path.of("/proc", Long.toString(jar.pid()), "maps"))
                    .contains(archive().toString());
        }
    }

    private Path archive() throws IOException {
        try (var files = Files.list(cache)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}
