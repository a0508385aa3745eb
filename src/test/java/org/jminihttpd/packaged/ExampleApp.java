package org.jminihttpd.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jminihttpd.destination.app.TestJar;

/** The jars that {@code mvn package} makes of {@code examples/app}, made without Maven and without a network. */
final class ExampleApp {

    private static final Path PROJECT = Path.of("examples", "app");
    private static final Pattern CONFIGURATION =
            Pattern.compile("<(Jminihttpd-Configuration)>(.*)</Jminihttpd-Configuration>");

    private ExampleApp() {}

    /** {@code shop.jar}: as Boot's plugin lays it out, with its libraries. */
    static Path executable(Path file) throws IOException {
        return classes().boot("shop.ShopApplication").withWebFlux().write(file);
    }

    /** {@code shop.jar.original}: the classes, and what the pom puts into the manifest. */
    static Path small(Path file) throws IOException {
        Matcher entry = CONFIGURATION.matcher(Files.readString(PROJECT.resolve("pom.xml")));
        if (!entry.find()) {
            throw new IllegalStateException("The pom of examples/app names no configuration");
        }
        return classes().manifest(entry.group(1), entry.group(2)).write(file);
    }

    private static TestJar classes() throws IOException {
        TestJar jar = new TestJar().source(texts("java").toArray(String[]::new));
        Path resources = PROJECT.resolve("src/main/resources");
        files("resources")
                .forEach(file -> jar.resource(resources.relativize(file).toString(), text(file)));
        return jar;
    }

    private static Stream<String> texts(String kind) throws IOException {
        return files(kind).map(ExampleApp::text);
    }

    private static Stream<Path> files(String kind) throws IOException {
        try (Stream<Path> all = Files.walk(PROJECT.resolve("src/main").resolve(kind))) {
            return all.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
