package org.jminihttpd.destination.files;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.springframework.web.util.UriUtils;

/**
 * Percent-encoded names turned into paths byte for byte.
 *
 * <p>{@code Path.of(String)} encodes with the locale of the process and refuses {@code é} under {@code LANG=C};
 * {@code Path.of(URI)} takes the bytes as they are.
 */
final class FileNames {

    private static final Path ROOT = Path.of("/");

    private FileNames() {}

    /** The relative path of a percent-encoded normal form without leading slash. */
    static Path relative(String encoded) {
        return encoded.indexOf('%') < 0 ? Path.of(encoded) : ROOT.relativize(Path.of(URI.create("file:///" + encoded)));
    }

    /**
     * The absolute path a person wrote, its characters in UTF-8.
     *
     * @throws IllegalArgumentException if no file can have that name
     */
    static Path absolute(String text) {
        Path base = text.startsWith("/") ? ROOT : Path.of("").toAbsolutePath();
        String encoded = UriUtils.encodePath(text.startsWith("/") ? text.substring(1) : text, StandardCharsets.UTF_8);
        return base.resolve(ROOT.relativize(Path.of(URI.create("file:///" + encoded))));
    }

    /** One name a person wrote, in the normal form of request paths. */
    static String encoded(String name) {
        return UriUtils.encode(name, StandardCharsets.UTF_8);
    }
}
