package org.jminihttpd.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code ssl_cert} and {@code ssl_key}: names of readable files; what is in them is for others to check. */
final class CertificateReader {

    private final SectionReader server;
    private final @Nullable String credentialsDirectory;
    private final @Nullable CertificateProperties outOfReach;
    private final ConfigProblems problems;

    /** @param outOfReach files that need not be readable, for they have been read */
    CertificateReader(
            SectionReader server,
            @Nullable String credentialsDirectory,
            @Nullable CertificateProperties outOfReach,
            ConfigProblems problems) {
        this.outOfReach = outOfReach;
        this.server = server;
        this.credentialsDirectory = credentialsDirectory;
        this.problems = problems;
    }

    /** Null without {@code listen_ssl}, or when something is wrong. */
    @Nullable
    CertificateProperties read() {
        Setting listen = server.find(ServerKey.LISTEN_SSL.key());
        if (listen == null || listen.value().isEmpty()) {
            return null; // a certificate left behind by a listen_ssl that is commented out does no harm
        }
        Optional<Path> certificate = file(ServerKey.SSL_CERT);
        Optional<Path> key = file(ServerKey.SSL_KEY);
        Setting setting = server.find(ServerKey.SSL_CERT.key());
        require(listen, ServerKey.SSL_CERT);
        require(listen, ServerKey.SSL_KEY);
        if (certificate.isEmpty() || key.isEmpty() || setting == null) {
            return null;
        }
        warnIfLoose(key.get());
        return new CertificateProperties("server", certificate.get(), key.get(), setting);
    }

    private void require(Setting listen, ServerKey key) {
        if (server.find(key.key()) == null) {
            problems.add(listen, "TLS needs a certificate and its key: %s is missing.".formatted(key.key()));
        }
    }

    private Optional<Path> file(ServerKey key) {
        return server.read(key.key(), Optional.empty(), text -> Optional.of(checked(resolve(text))));
    }

    private Path resolve(String text) {
        if (!text.startsWith("sd:")) {
            return path(text);
        }
        String name = text.substring(3);
        if (name.isEmpty() || name.contains("/") || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("After \"sd:\" comes the name of a credential, which has no \"/\".");
        }
        if (credentialsDirectory == null || credentialsDirectory.isEmpty()) {
            throw new IllegalArgumentException(
                    "There are no credentials: CREDENTIALS_DIRECTORY is not set. Use LoadCredential=%s:FILE in the service unit."
                            .formatted(PrintableText.of(name)));
        }
        return path(credentialsDirectory).resolve(path(name));
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException(
                    "%s is not the name of a file.".formatted(PrintableText.quoted(text)), invalid);
        }
    }

    private Path checked(Path file) {
        return outOfReach != null && (file.equals(outOfReach.certificate()) || file.equals(outOfReach.key()))
                ? file
                : readable(file);
    }

    private static Path readable(Path file) {
        String name = PrintableText.quoted(file.toString());
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("There is no file %s, or this user may not see it.".formatted(name));
        }
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException("%s is a directory.".formatted(name));
        }
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("The user of this process may not read %s.".formatted(name));
        }
        return file;
    }

    /** A group may read it: that is how Debian's ssl-cert does it. */
    private void warnIfLoose(Path key) {
        Setting setting = server.find(ServerKey.SSL_KEY.key());
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(key);
        } catch (IOException | UnsupportedOperationException unknown) {
            return;
        }
        if (setting != null && permissions.contains(PosixFilePermission.OTHERS_READ)) {
            problems.warn(
                    setting,
                    "Every user of this machine can read the private key; \"chmod o= %s\" ends that."
                            .formatted(PrintableText.of(key.toString())));
        } else if (setting != null && permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            problems.warn(
                    setting,
                    "Every user of this machine can change the private key; \"chmod o= %s\" ends that."
                            .formatted(PrintableText.of(key.toString())));
        }
    }
}
