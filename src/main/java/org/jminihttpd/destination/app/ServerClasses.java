package org.jminihttpd.destination.app;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What of the server's own class path an application may see: its Spring and what belongs to it, nothing of ours. */
final class ServerClasses {

    static final String BRIDGE = "org.jminihttpd.destination.app.bridge.";
    static final String INSIDE = "org.jminihttpd.destination.app.inside.";

    private static final ClassLoader LOADER = ServerClasses.class.getClassLoader();
    private static final List<String> OURS = List.of("org.jminihttpd.", "org.ini4j.");
    private static final String FACTORIES = "META-INF/spring.factories";

    /** Libraries whose types Spring and an application exchange: both must mean the same class. */
    private static final List<String> FIRST = List.of(
            "ch.qos.logback.",
            "com.fasterxml.jackson.annotation.",
            "io.micrometer.",
            "io.netty.",
            "jakarta.annotation.",
            "org.apache.commons.logging.",
            "org.jspecify.",
            "org.reactivestreams.",
            "org.slf4j.",
            "org.springframework.",
            "reactor.",
            "tools.jackson.");

    private ServerClasses() {}

    /** Whether the server's class goes before one that the application brings. */
    static boolean comesFirst(String name) {
        return FIRST.stream().anyMatch(name::startsWith);
    }

    /** The server's class, if there is one that an application may see. */
    @Nullable
    static Class<?> find(String name) {
        if (!name.startsWith(BRIDGE) && OURS.stream().anyMatch(name::startsWith)) {
            return null;
        }
        try {
            return LOADER.loadClass(name);
        } catch (ClassNotFoundException none) {
            return null;
        }
    }

    /** The bytes of a class that each application defines for itself. */
    static byte[] inside(String name) throws ClassNotFoundException {
        try (InputStream in = LOADER.getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in != null) {
                return in.readAllBytes();
            }
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(name, unreadable);
        }
        throw new ClassNotFoundException(name);
    }

    /** The resources of a name that an application on the server's Spring may see. */
    static List<URL> resources(String name) throws IOException {
        String asClass = name.replace('/', '.');
        if (!asClass.startsWith(INSIDE) && OURS.stream().anyMatch(asClass::startsWith)) {
            return List.of();
        }
        List<URL> found = Collections.list(LOADER.getResources(name));
        return name.equals(FACTORIES)
                ? found.stream().map(ServerClasses::withoutOurs).toList()
                : found;
    }

    /** In the server's one jar, Spring's lists of classes and ours are one file. */
    private static URL withoutOurs(URL factories) {
        try {
            return new URL(null, "jminihttpd:" + FACTORIES, new URLStreamHandler() {
                @Override
                protected URLConnection openConnection(URL url) {
                    return new Filtered(url, factories);
                }
            });
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The lists without the names of our classes. */
    private static final class Filtered extends URLConnection {

        private final URL original;

        Filtered(URL url, URL original) {
            super(url);
            this.original = original;
        }

        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
            Properties lists = new Properties();
            try (InputStream in = original.openStream()) {
                lists.load(in);
            }
            Properties left = new Properties();
            for (String key : lists.stringPropertyNames()) {
                Stream<String> names = Arrays.stream(lists.getProperty(key).split(","));
                left.setProperty(
                        key,
                        names.map(String::strip)
                                .filter(name -> OURS.stream().noneMatch(name::startsWith))
                                .collect(Collectors.joining(",")));
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            left.store(bytes, null);
            return new ByteArrayInputStream(bytes.toByteArray());
        }
    }
}
