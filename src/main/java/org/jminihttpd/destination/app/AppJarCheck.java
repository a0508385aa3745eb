package org.jminihttpd.destination.app;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.stream.Stream;

/** What can be seen to be wrong with an application before it is started. */
final class AppJarCheck {

    /** Class files of Java N have the version N + 44. */
    private static final int VERSION_OF_JAVA_0 = 44;

    private AppJarCheck() {}

    static void check(AppJar jar) throws AppJarException, IOException {
        if (jar.mainClass() == null && jar.configurations().isEmpty()) {
            throw new AppJarException("its manifest names neither a " + AppJar.CONFIGURATION + " nor a Main-Class");
        }
        if (!jar.sharesSpring()) {
            checkSpring(jar);
        }
        String mainClass = jar.mainClass();
        Stream<String> starting = mainClass == null ? jar.configurations().stream() : Stream.of(mainClass);
        for (String name : starting.toList()) {
            if (find(jar, classFile(name)).isEmpty()) {
                throw new AppJarException("there is no class " + name + " in it");
            }
        }
        checkVersions(jar);
    }

    private static void checkSpring(AppJar jar) throws AppJarException {
        if (find(jar, "org/springframework/boot/SpringApplicationHook.class").isEmpty()) {
            throw new AppJarException("it brings its own Spring, but not Spring Boot 3 or 4 to start it with");
        }
        if (find(jar, "org/springframework/web/reactive/DispatcherHandler.class")
                .isEmpty()) {
            boolean servlets = find(jar, "org/springframework/web/servlet/DispatcherServlet.class")
                    .isPresent();
            throw new AppJarException(
                    servlets
                            ? "it is a servlet application (spring-boot-starter-web); only reactive ones"
                                    + " (spring-boot-starter-webflux) can be mounted"
                            : "it has no web framework (spring-boot-starter-webflux) in it");
        }
    }

    private static Optional<JarEntry> find(AppJar jar, String file) {
        return jar.archives().stream()
                .flatMap(archive -> Stream.ofNullable(archive.find(file)))
                .findFirst();
    }

    private static String classFile(String name) {
        return name.replace('.', '/') + ".class";
    }

    /** Of the application's own classes; a library may hold some for newer versions that it does not load on this one. */
    private static void checkVersions(AppJar jar) throws AppJarException, IOException {
        Archive own = jar.archives().get(0);
        int ours = Runtime.version().feature();
        for (JarEntry entry : own.entries().toList()) {
            String name = entry.getName();
            if (name.endsWith(".class") && !name.contains("META-INF/") && !name.endsWith("module-info.class")) {
                int java = javaVersion(own, entry);
                if (java > ours) {
                    throw new AppJarException("it is built for Java %d, and this is Java %d".formatted(java, ours));
                }
            }
        }
    }

    private static int javaVersion(Archive archive, JarEntry entry) throws IOException, AppJarException {
        try (DataInputStream in = new DataInputStream(archive.open(entry))) {
            if (in.readInt() != 0xCAFEBABE) {
                throw new AppJarException(entry.getName() + " in it is not a class");
            }
            in.readUnsignedShort();
            return in.readUnsignedShort() - VERSION_OF_JAVA_0;
        }
    }
}
