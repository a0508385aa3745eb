package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.packaged.Tool.curl;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.tls.TestCertificates;

/**
 * A directory with one file, configurations that serve it as {@code /}, and what a client sees of it.
 *
 * @param directory for other files of the test
 * @param root what is served
 * @param certificate for localhost
 */
record Site(Path directory, Path root, CertificateProperties certificate) {

    static Site in(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x")); // other users come in
        Path root = Files.createDirectory(directory.resolve("site"));
        Files.writeString(root.resolve("somefile"), "some file");
        return new Site(directory, root, TestCertificates.make(directory, "example", TestCertificates.EC));
    }

    /** Serves the site on plain listeners. */
    Launch plain(String addresses) throws IOException {
        return plain(addresses, "");
    }

    /** Serves the site on plain listeners, with more lines of {@code [routes]}. */
    Launch plain(String addresses, String routes) throws IOException {
        return Launch.configured(
                directory, "[server]\nlisten = %s\n[routes]\n/ = static:%s/\n%s".formatted(addresses, root, routes));
    }

    /** Serves the site on plain and on TLS listeners. */
    Launch plainAndTls(String plain, String tls) throws IOException {
        return Launch.configured(
                directory,
                "[server]\nlisten = %s\nlisten_ssl = %s\nssl_cert = %s\nssl_key = %s\n[routes]\n/ = static:%s/\n"
                        .formatted(plain, tls, certificate.certificate(), certificate.key(), root));
    }

    /** Adds a file of zeros, without writing them. */
    void addSparse(String name, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(root.resolve(name).toFile(), "rw")) {
            file.setLength(size);
        }
    }

    void assertServedBy(String url, String... curlOptions) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--http1.1", "--cacert"));
        arguments.add(certificate.certificate().toString());
        arguments.addAll(List.of(curlOptions));
        arguments.add(url + "/somefile");
        assertThat(curl(arguments.toArray(String[]::new)))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\nsome file");
    }

    /** systemd-socket-activate starts the program at the first connection. */
    void awaitServedBy(RunningJar jar, String url) throws IOException {
        jar.await(() -> curl(url + "/somefile").startsWith("HTTP/1.1 200 "));
        assertServedBy(url);
    }

    static void assertRefused(String url) throws IOException {
        assertThat(curl(url + "/")).startsWith("curl: (7) Failed to connect");
    }
}
