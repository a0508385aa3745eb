package org.jminihttpd.destination.app;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jminihttpd.config.FileStamp;
import org.jspecify.annotations.Nullable;

/** The jars that belong to a plain jar: those of its Class-Path and of theirs, then those in {@code lib} beside it. */
final class LibraryPath {

    private LibraryPath() {}

    static List<Path> of(Path jar, Attributes attributes) throws IOException {
        Set<Path> found = new LinkedHashSet<>();
        Deque<Path> toRead = new ArrayDeque<>(classPath(jar, attributes));
        while (!toRead.isEmpty()) {
            Path next = toRead.removeFirst();
            // As java does: what is named but not there is left out
            if (Files.isRegularFile(next) && !next.equals(jar) && found.add(next)) {
                try (JarFile library = new JarFile(next.toFile())) {
                    Manifest manifest = library.getManifest();
                    toRead.addAll(classPath(next, manifest == null ? null : manifest.getMainAttributes()));
                }
            }
        }
        Path beside = jar.resolveSibling("lib");
        if (Files.isDirectory(beside)) {
            try (Stream<Path> all = Files.list(beside)) {
                all.filter(path -> path.toString().endsWith(".jar")).sorted().forEach(found::add);
            }
        }
        return List.copyOf(found);
    }

    /** What tells a jar and its libraries from others of the same names. */
    static Map<Path, FileStamp> stamps(Path jar) {
        Map<Path, FileStamp> stamps = new HashMap<>();
        stamps.put(jar, FileStamp.of(jar));
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
            of(jar, attributes).forEach(library -> stamps.put(library, FileStamp.of(library)));
        } catch (IOException noJar) {
            // as far as it goes
        }
        return Map.copyOf(stamps);
    }

    private static List<Path> classPath(Path jar, @Nullable Attributes attributes) {
        String value = attributes == null ? null : attributes.getValue(Attributes.Name.CLASS_PATH);
        if (value == null) {
            return List.of();
        }
        URI base = jar.toUri();
        return Arrays.stream(value.strip().split(" +"))
                .map(entry -> resolve(base, entry))
                .flatMap(Stream::ofNullable)
                .toList();
    }

    private static @Nullable Path resolve(URI base, String entry) {
        try {
            URI resolved = base.resolve(new URI(entry));
            return "file".equals(resolved.getScheme()) ? Path.of(resolved).normalize() : null;
        } catch (URISyntaxException | IllegalArgumentException ignoredAsJavaDoes) {
            return null;
        }
    }
}
