package org.jminihttpd.destination.app;

import java.io.Closeable;
import java.io.IOException;
import java.net.URL;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of one application. The JDK's come first, then the application's own; the server's only where the
 * application brings no Spring, and then those that it exchanges with Spring before its own.
 */
final class AppClassLoader extends ClassLoader implements Closeable {

    static {
        registerAsParallelCapable();
    }

    /** It would take over java.util.logging, which is the whole process's. */
    private static final String JUL_BRIDGE = "org.slf4j.bridge.SLF4JBridgeHandler";

    /** As those of archives without the class loader in it. */
    private static final ProtectionDomain NO_PLACE = new ProtectionDomain(null, null);

    private final List<Archive> archives;
    private final boolean sharesSpring;

    AppClassLoader(String name, List<Archive> archives, boolean sharesSpring) {
        super(name, ClassLoader.getPlatformClassLoader());
        this.archives = List.copyOf(archives);
        this.sharesSpring = sharesSpring;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> type = findLoadedClass(name);
            if (type == null) {
                type = fromServer(name);
            }
            return type != null ? type : super.loadClass(name, resolve);
        }
    }

    /** What comes before the application's own. */
    private static boolean isServersFirst(String name, boolean sharesSpring) {
        return name.startsWith(ServerClasses.BRIDGE) || (sharesSpring && ServerClasses.comesFirst(name));
    }

    private @Nullable Class<?> fromServer(String name) {
        return isServersFirst(name, sharesSpring) ? ServerClasses.find(name) : null;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith(ServerClasses.INSIDE)) {
            byte[] bytes = ServerClasses.inside(name);
            return defineClass(name, bytes, 0, bytes.length, NO_PLACE);
        }
        if (!sharesSpring && name.equals(JUL_BRIDGE)) {
            throw new ClassNotFoundException(name);
        }
        String file = name.replace('.', '/') + ".class";
        for (Archive archive : archives) {
            JarEntry entry = archive.find(file);
            if (entry != null) {
                return define(name, archive, entry);
            }
        }
        Class<?> servers = sharesSpring ? ServerClasses.find(name) : null;
        if (servers != null) {
            return servers;
        }
        throw new ClassNotFoundException(name);
    }

    private Class<?> define(String name, Archive archive, JarEntry entry) throws ClassNotFoundException {
        byte[] bytes;
        try {
            definePackage(name, archive);
            JvmCallRewriter rewriter = sharesSpring ? JvmCallRewriter.WITH_LOGGERS : JvmCallRewriter.PLAIN;
            bytes = rewriter.rewrite(archive.read(entry));
        } catch (IOException | IllegalStateException closed) {
            throw new ClassNotFoundException(name, closed);
        }
        return defineClass(name, bytes, 0, bytes.length, archive.domain());
    }

    private void definePackage(String type, Archive archive) throws IOException {
        int dot = type.lastIndexOf('.');
        String name = dot < 0 ? "" : type.substring(0, dot);
        if (name.isEmpty() || getDefinedPackage(name) != null) {
            return;
        }
        Manifest manifest = archive.manifest();
        Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
        try {
            definePackage(
                    name,
                    main.getValue(Attributes.Name.SPECIFICATION_TITLE),
                    main.getValue(Attributes.Name.SPECIFICATION_VERSION),
                    main.getValue(Attributes.Name.SPECIFICATION_VENDOR),
                    main.getValue(Attributes.Name.IMPLEMENTATION_TITLE),
                    main.getValue(Attributes.Name.IMPLEMENTATION_VERSION),
                    main.getValue(Attributes.Name.IMPLEMENTATION_VENDOR),
                    null);
        } catch (IllegalArgumentException another) {
            // another thread was faster
        }
    }

    @Override
    protected @Nullable URL findResource(String name) {
        try {
            return locate(name).stream().findFirst().orElse(null);
        } catch (IOException unreadable) {
            return null;
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        return Collections.enumeration(locate(name));
    }

    private List<URL> locate(String name) throws IOException {
        List<URL> found = new ArrayList<>();
        for (Archive archive : archives) {
            JarEntry entry = archive.find(name);
            if (entry != null) {
                found.add(archive.url(entry));
            }
        }
        if (sharesSpring) {
            found.addAll(ServerClasses.resources(name));
        }
        return found;
    }

    /** Closes the jars. Classes that are loaded stay. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (Archive archive : archives) {
            try {
                archive.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
