package org.jminihttpd.destination.app;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Makes jars for the tests: from source text, as plain jars or in the layout of Boot's executable ones. */
public final class TestJar {

    private static final Pattern NAME = Pattern.compile(
            "package ([\\w.]+)(?=;).*?(?:^|;) *(?:@\\S+ +)?(?:(?:public|final) +)*(?:class|interface|record|enum) (\\w+)",
            Pattern.DOTALL | Pattern.MULTILINE);

    /** What an ordinary spring-boot-starter-webflux application has in its BOOT-INF/lib. */
    private static final Pattern WEBFLUX =
            Pattern.compile("(commons-logging|jackson|jakarta\\.annotation|jspecify|jul-to"
                    + "|logback|micrometer-(commons|observation)|netty|reactive-streams|reactor|slf4j"
                    + "|snakeyaml|spring-(aop|beans|context|core|expression|web|webflux)-"
                    + "|spring-boot-([0-9]|autoconfigure|http|jackson|netty|reactor|webflux|web-server)).*\\.jar");

    private final Attributes attributes = new Attributes();
    private final Map<String, byte[]> classes = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final List<Path> libraries = new ArrayList<>();
    private boolean boot;

    /** Compiles one file for each text; what is compiled later sees it not. */
    public TestJar source(String... texts) {
        return source(17, List.of(), texts);
    }

    /** Compiles for a Java version, with more on the class path. */
    public TestJar source(int release, List<Path> classPath, String... texts) {
        classes.putAll(compile(release, classPath, List.of(texts)));
        return this;
    }

    public TestJar manifest(String name, String value) {
        attributes.putValue(name, value);
        return this;
    }

    /** A file among the classes. */
    public TestJar resource(String name, String text) {
        classes.put(name, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** A file exactly there, also in a Boot jar. */
    TestJar entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    /** From now on an executable jar, with all of WebFlux in it. */
    public TestJar boot(String startClass) {
        boot = true;
        attributes.putValue("Start-Class", startClass);
        attributes.putValue("Main-Class", "org.springframework.boot.loader.launch.JarLauncher");
        attributes.putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
        attributes.putValue("Spring-Boot-Lib", "BOOT-INF/lib/");
        return this;
    }

    TestJar library(Path jar) {
        libraries.add(jar);
        return this;
    }

    public TestJar withWebFlux() {
        try (Stream<Path> jars = classPath()) {
            jars.filter(jar -> WEBFLUX.matcher(jar.getFileName().toString()).matches())
                    .forEach(libraries::add);
        }
        return this;
    }

    public Path write(Path file) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putAll(attributes);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.setLevel(1);
            for (Map.Entry<String, byte[]> each : classes.entrySet()) {
                put(jar, (boot ? "BOOT-INF/classes/" : "") + each.getKey(), each.getValue());
            }
            for (Path library : libraries) {
                store(jar, "BOOT-INF/lib/" + library.getFileName(), Files.readAllBytes(library));
            }
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                put(jar, each.getKey(), each.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
        for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
            try {
                jar.putNextEntry(new ZipEntry(name.substring(0, slash + 1)));
            } catch (java.util.zip.ZipException thereAlready) {
                // once is enough
            }
        }
        jar.putNextEntry(new ZipEntry(name));
        jar.write(content);
        jar.closeEntry();
    }

    private static void store(JarOutputStream jar, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 sum = new CRC32();
        sum.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        jar.putNextEntry(entry);
        jar.write(content);
        jar.closeEntry();
    }

    /** The jars that the tests run with. */
    static Stream<Path> classPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(path.split(File.pathSeparator)).map(Path::of);
    }

    private static Map<String, byte[]> compile(int release, List<Path> classPath, List<String> texts) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> out = new LinkedHashMap<>();
        StringWriter messages = new StringWriter();
        List<String> options = new ArrayList<>(List.of("-parameters", "-proc:none", "-nowarn"));
        options.addAll(List.of("--release", Integer.toString(release)));
        options.add("-cp");
        options.add(Stream.concat(classPath.stream(), classPath())
                .map(Path::toString)
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElse(""));
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(
                            messages,
                            collecting(files, out),
                            null,
                            options,
                            null,
                            texts.stream().map(TestJar::sourceFile).toList())
                    .call();
            if (!compiled) {
                throw new IllegalArgumentException(messages.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, byte[]> classes = new LinkedHashMap<>();
        out.forEach((name, bytes) -> classes.put(name.replace('.', '/') + ".class", bytes.toByteArray()));
        return classes;
    }

    private static JavaFileObject sourceFile(String text) {
        Matcher name = NAME.matcher(text);
        if (!name.find()) {
            throw new IllegalArgumentException("no package and class in: " + text);
        }
        URI uri = URI.create("string:///" + name.group(1).replace('.', '/') + "/" + name.group(2) + ".java");
        return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static JavaFileManager collecting(JavaFileManager files, Map<String, ByteArrayOutputStream> out) {
        return new ForwardingJavaFileManager<>(files) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String name, JavaFileObject.Kind kind, javax.tools.FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return out.computeIfAbsent(name, key -> new ByteArrayOutputStream());
                    }
                };
            }
        };
    }
}
