package org.jminihttpd.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads the name of a file to write to: one that is there already, or can be made in a directory that is. */
final class WritableFile {

    private WritableFile() {}

    /**
     * The absolute path of the file.
     *
     * @throws IllegalArgumentException with a sentence that says what would be right
     */
    static Path parse(String name) {
        String quoted = PrintableText.quoted(name);
        Path file;
        try {
            file = Path.of(name).toAbsolutePath();
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException("%s is not the name of a file.".formatted(quoted), invalid);
        }
        Path directory = file.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new IllegalArgumentException("%s is not a file in a directory that exists.".formatted(quoted));
        }
        boolean exists = Files.exists(file);
        if (exists && !Files.isRegularFile(file)) {
            throw new IllegalArgumentException("%s is not a regular file.".formatted(quoted));
        }
        if (!Files.isWritable(exists ? file : directory)) {
            throw new IllegalArgumentException("The user of this process may not write %s.".formatted(quoted));
        }
        return file;
    }
}
