package org.jminihttpd.destination.app;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/** A place that classes come from: a jar, or what is below a directory of it. */
final class Archive implements Closeable {

    /** Larger than any class can sensibly be: what declares more is no class. */
    private static final int MAX_CLASS = 16 << 20;

    private final JarFile jar;
    private final String prefix;
    private final String base;
    private final ProtectionDomain domain;

    /** @param prefix empty, or a directory in the jar that ends with a slash */
    Archive(Path file, String prefix) throws IOException {
        jar = new JarFile(file.toFile(), true, ZipFile.OPEN_READ, JarFile.runtimeVersion());
        this.prefix = prefix;
        base = "jar:" + file.toUri() + "!/";
        // Without the class loader: on JDK 17 every thread keeps the domains of the code that started it
        domain = new ProtectionDomain(new CodeSource(file.toUri().toURL(), (Certificate[]) null), null);
    }

    /** A file or directory, by its name below the prefix. */
    @Nullable
    JarEntry find(String name) {
        return jar.getJarEntry(prefix + name);
    }

    /** The files below the prefix, with their whole names. */
    Stream<JarEntry> entries() {
        return jar.stream().filter(entry -> entry.getName().startsWith(prefix) && !entry.isDirectory());
    }

    /** The bytes of a class. */
    byte[] read(JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MAX_CLASS);
            if (bytes.length == MAX_CLASS) {
                throw new IOException(entry.getName() + " is too large for a class");
            }
            return bytes;
        }
    }

    InputStream open(JarEntry entry) throws IOException {
        return jar.getInputStream(entry);
    }

    URL url(JarEntry entry) throws MalformedURLException {
        return new URL(base + UriUtils.encodePath(entry.getRealName(), StandardCharsets.UTF_8));
    }

    @Nullable
    Manifest manifest() throws IOException {
        return jar.getManifest();
    }

    /** What the classes from here belong to. */
    ProtectionDomain domain() {
        return domain;
    }

    /** Closes the jar, also where the JDK keeps it open since somebody read a URL of it. */
    @Override
    public void close() throws IOException {
        try (jar) {
            if (new URL(base).openConnection() instanceof JarURLConnection connection) {
                connection.setUseCaches(true);
                connection.getJarFile().close();
            }
        }
    }

    @Override
    public String toString() {
        return base + prefix;
    }
}
