package org.jminihttpd.destination.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * An application's jar with the jars that belong to it, and what it says of itself; found without running any of it.
 *
 * @param archives in the order that classes are looked for
 * @param mainClass the class that starts it, or null
 * @param configurations the classes with its beans, where there is no main class
 * @param sharesSpring whether it brings no Spring of its own
 */
record AppJar(List<Archive> archives, @Nullable String mainClass, List<String> configurations, boolean sharesSpring)
        implements AutoCloseable {

    /** Names the configuration classes of a jar without a main method, separated by commas or spaces. */
    static final String CONFIGURATION = "Jminihttpd-Configuration";

    private static final String BOOT_CLASSES = "BOOT-INF/classes/";
    private static final String BOOT_LIBRARIES = "BOOT-INF/lib/";
    private static final String IMPORTS =
            "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";

    /** A quine of zip files is endless; honest jars are far from both bounds. */
    private static final long LARGE_ENTRY = 256L << 20;

    private static final int MAX_RATIO = 200;

    /**
     * Copies a jar and what belongs to it, and looks at it.
     *
     * @throws AppJarException if it can be seen that it will not run
     */
    static AppJar open(Path jar, PrivateCopy copy) throws AppJarException {
        List<Archive> archives = new ArrayList<>();
        try {
            AppJar opened = describe(jar, copy, archives);
            AppJarCheck.check(opened);
            return opened;
        } catch (AppJarException | RuntimeException refused) {
            close(archives);
            throw refused;
        } catch (IOException unreadable) {
            close(archives);
            throw new AppJarException(reason(jar, unreadable));
        }
    }

    private static AppJar describe(Path jar, PrivateCopy copy, List<Archive> archives)
            throws IOException, AppJarException {
        if (Files.isDirectory(jar)) {
            throw new AppJarException(jar + " is a directory, not a jar");
        }
        Path main = copy.add(jar);
        try (Archive whole = new Archive(main, "")) {
            refuseBombs(whole);
            Attributes attributes = attributes(whole);
            boolean nested = attributes.getValue("Spring-Boot-Classes") != null;
            archives.add(new Archive(main, nested ? BOOT_CLASSES : ""));
            if (nested) {
                addNested(whole, copy, archives);
            } else {
                for (Path library : LibraryPath.of(jar, attributes)) {
                    archives.add(new Archive(copy.add(library), ""));
                }
            }
            return describe(archives, attributes);
        }
    }

    private static AppJar describe(List<Archive> archives, Attributes attributes) throws IOException {
        boolean shares = archives.stream()
                .allMatch(archive -> archive.find("org/springframework/context/ApplicationContext.class") == null);
        List<String> configurations = words(attributes.getValue(CONFIGURATION));
        String mainClass = configurations.isEmpty() ? mainClass(attributes) : null;
        if (configurations.isEmpty() && mainClass == null) {
            configurations = imports(archives.get(0));
        }
        return new AppJar(archives, mainClass, configurations, shares);
    }

    private static void addNested(Archive whole, PrivateCopy copy, List<Archive> archives)
            throws IOException, AppJarException {
        List<JarEntry> libraries = whole.entries()
                .filter(entry -> entry.getName().startsWith(BOOT_LIBRARIES)
                        && entry.getName().endsWith(".jar"))
                .toList();
        for (JarEntry library : libraries) {
            if (library.getMethod() != ZipEntry.STORED) { // Boot refuses it too, and it cannot be a bomb
                throw new AppJarException(library.getName() + " in it is compressed, but a nested jar must be stored");
            }
            try (InputStream in = whole.open(library)) {
                archives.add(new Archive(copy.add(library.getName(), in), ""));
            }
        }
    }

    private static void refuseBombs(Archive archive) throws AppJarException {
        Optional<JarEntry> bomb = archive.entries()
                .filter(entry ->
                        entry.getSize() > LARGE_ENTRY && entry.getSize() / MAX_RATIO > entry.getCompressedSize())
                .findAny();
        if (bomb.isPresent()) {
            throw new AppJarException(
                    "an entry in it would unpack to %d MiB".formatted(bomb.get().getSize() >> 20));
        }
    }

    private static Attributes attributes(Archive jar) throws IOException {
        Manifest manifest = jar.manifest();
        return manifest == null ? new Attributes() : manifest.getMainAttributes();
    }

    private static @Nullable String mainClass(Attributes attributes) {
        String start = attributes.getValue("Start-Class");
        return start != null ? start.strip() : attributes.getValue(Attributes.Name.MAIN_CLASS);
    }

    private static List<String> imports(Archive jar) throws IOException {
        JarEntry list = jar.find(IMPORTS);
        if (list == null) {
            return List.of();
        }
        try (InputStream in = jar.open(list)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceAll("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }

    private static List<String> words(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("[\\s,]+"));
    }

    private static String reason(Path jar, IOException failure) {
        if (failure instanceof NoSuchFileException missing) {
            return "there is no file " + missing.getFile();
        }
        if (failure instanceof AccessDeniedException denied) {
            return "the user of this process may not read " + denied.getFile();
        }
        if (failure instanceof ZipException broken) {
            return jar + " is not a jar, or only a part of one: "
                    + String.valueOf(broken.getMessage()).toLowerCase(Locale.ROOT);
        }
        return "%s cannot be read: %s".formatted(jar, failure.getMessage());
    }

    @Override
    public void close() {
        close(archives);
    }

    private static void close(List<Archive> archives) {
        for (Archive archive : archives) {
            try {
                archive.close();
            } catch (IOException nothingLost) {
                // it was only read
            }
        }
    }
}
