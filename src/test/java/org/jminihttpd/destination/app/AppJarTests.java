package org.jminihttpd.destination.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppJarTests {

    private static final String PLAIN = """
            package a;
            public class Main { public static void main(String[] arguments) {} }
            """;

    private Path directory;
    private PrivateCopy copy;

    @BeforeEach
    void makeCopy(@TempDir Path temporary) throws IOException {
        directory = temporary;
        copy = PrivateCopy.create();
    }

    @AfterEach
    void closeCopy() {
        copy.close();
    }

    @Test
    void missingJarIsNamed() {
        assertRefused(directory.resolve("none.jar"), "there is no file " + directory + "/none.jar");
    }

    @Test
    void directoryIsNoJar() {
        assertRefused(directory, directory + " is a directory, not a jar");
    }

    @Test
    void brokenJarIsNoJar() throws IOException {
        Path whole =
                new TestJar().source(PLAIN).manifest("Main-Class", "a.Main").write(directory.resolve("whole.jar"));
        byte[] bytes = Files.readAllBytes(whole);
        Path half = Files.write(directory.resolve("half.jar"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused(half, "half.jar is not a jar, or only a part of one");
        assertRefused(Files.writeString(directory.resolve("text.jar"), "hello"), "text.jar is not a jar");
        assertRefused(Files.createFile(directory.resolve("empty.jar")), "empty.jar is not a jar");
    }

    @Test
    void jarMustNameWhatToStart() {
        assertRefused(
                new TestJar().source(PLAIN).write(directory.resolve("a.jar")),
                "its manifest names neither a Jminihttpd-Configuration nor a Main-Class");
        assertRefused(
                new TestJar().source(PLAIN).manifest("Main-Class", "a.Mian").write(directory.resolve("b.jar")),
                "there is no class a.Mian in it");
        assertRefused(
                new TestJar()
                        .source(PLAIN)
                        .manifest("Jminihttpd-Configuration", "a.Main, a.Other")
                        .write(directory.resolve("c.jar")),
                "there is no class a.Other in it");
    }

    @Test
    void jarForANewerJavaIsRefused() {
        byte[] future = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, 99};
        TestJar jar = new TestJar().source(PLAIN).manifest("Main-Class", "a.Main");
        assertRefused(
                jar.entry("a/Future.class", future).write(directory.resolve("future.jar")),
                "it is built for Java 55, and this is Java " + Runtime.version().feature());
        assertRefused(
                new TestJar()
                        .source(PLAIN)
                        .manifest("Main-Class", "a.Main")
                        .entry("a/Text.class", "not a class".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .write(directory.resolve("text.jar")),
                "a/Text.class in it is not a class");
    }

    @Test
    void servletApplicationIsRefusedInSoManyWords() throws IOException {
        Path servlets = emptyClasses(
                "org/springframework/context/ApplicationContext.class",
                "org/springframework/boot/SpringApplicationHook.class",
                "org/springframework/web/servlet/DispatcherServlet.class");
        assertRefused(
                new TestJar().source(PLAIN).boot("a.Main").library(servlets).write(directory.resolve("a.jar")),
                "it is a servlet application (spring-boot-starter-web)");
        Path springOnly = emptyClasses("org/springframework/context/ApplicationContext.class");
        assertRefused(
                new TestJar().source(PLAIN).boot("a.Main").library(springOnly).write(directory.resolve("b.jar")),
                "it brings its own Spring, but not Spring Boot 3 or 4 to start it with");
    }

    @Test
    void zipBombIsRefused() throws IOException {
        Path bomb = directory.resolve("bomb.jar");
        try (OutputStream out = Files.newOutputStream(bomb);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("zeros"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 300; i++) {
                zip.write(zeros);
            }
        }
        assertRefused(bomb, "an entry in it would unpack to 300 MiB");
    }

    @Test
    void nestedJarMustBeStoredAndNeverLeavesTheCopy() throws IOException {
        byte[] library = Files.readAllBytes(emptyClasses("b/B.class"));
        assertRefused(
                new TestJar()
                        .source(PLAIN)
                        .boot("a.Main")
                        .entry("BOOT-INF/lib/deflated.jar", library)
                        .write(directory.resolve("a.jar")),
                "BOOT-INF/lib/deflated.jar in it is compressed, but a nested jar must be stored");
        assertThat(copy.add("BOOT-INF/lib/../../../../escape.jar", java.io.InputStream.nullInputStream())
                        .getParent())
                .isEqualTo(
                        copy.add("x.jar", java.io.InputStream.nullInputStream()).getParent());
    }

    @Test
    void classPathOfTheManifestAndLibBesideBelongToTheJar() throws Exception {
        Path a = new TestJar()
                .source("package dep; public class A {}")
                .manifest("Class-Path", "more/b.jar missing.jar http://example.com/x.jar")
                .write(directory.resolve("a.jar"));
        Path more = Files.createDirectory(directory.resolve("more"));
        new TestJar().source("package dep; public class B {}").write(more.resolve("b.jar"));
        Path lib = Files.createDirectory(directory.resolve("lib"));
        new TestJar().source("package dep; public class C {}").write(lib.resolve("c.jar"));
        Path jar = new TestJar()
                .source(PLAIN)
                .manifest("Main-Class", "a.Main")
                .manifest("Class-Path", a.getFileName().toString())
                .write(directory.resolve("main.jar"));
        try (AppJar opened = AppJar.open(jar, copy);
                AppClassLoader loader = new AppClassLoader("test", opened.archives(), opened.sharesSpring())) {
            assertThat(opened.sharesSpring()).isTrue();
            for (String name : List.of("a.Main", "dep.A", "dep.B", "dep.C")) {
                assertThat(loader.loadClass(name).getClassLoader()).isSameAs(loader);
            }
        }
    }

    @Test
    void bootJarIsLoadedFromItsLayout() throws Exception {
        Path jar = new TestJar()
                .source(PLAIN)
                .resource("words.txt", "inside")
                .boot("a.Main")
                .library(new TestJar().source("package dep; public class A {}").write(directory.resolve("dep.jar")))
                .write(directory.resolve("boot.jar"));
        try (AppJar opened = AppJar.open(jar, copy);
                AppClassLoader loader = new AppClassLoader("test", opened.archives(), opened.sharesSpring())) {
            assertThat(opened.mainClass()).isEqualTo("a.Main");
            assertThat(loader.loadClass("dep.A").getClassLoader()).isSameAs(loader);
            assertThat(loader.getResource("words.txt").toString()).endsWith("-boot.jar!/BOOT-INF/classes/words.txt");
            assertThat(loader.getResource("BOOT-INF/classes/words.txt")).isNull();
        }
    }

    private void assertRefused(Path jar, String reason) {
        assertThatThrownBy(() -> AppJar.open(jar, copy).close())
                .isInstanceOf(AppJarException.class)
                .hasMessageContaining(reason);
    }

    private Path emptyClasses(String... names) throws IOException {
        TestJar jar = new TestJar();
        for (String name : names) {
            jar.entry(name, new byte[0]);
        }
        return jar.write(Files.createTempFile(directory, "library", ".jar"));
    }
}
