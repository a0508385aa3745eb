package org.jminihttpd.tls;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.config.Setting;

/** Certificates for 127.0.0.1 and localhost, made by openssl. */
public final class TestCertificates {

    /** As {@code -newkey} wants it. */
    public static final List<String> EC = List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");

    public static final List<String> RSA = List.of("-newkey", "rsa:2048");

    private TestCertificates() {}

    /** Makes NAME.crt and NAME.key in a directory, with CN=NAME. */
    public static CertificateProperties make(Path directory, String name, List<String> newKey) throws IOException {
        CertificateProperties files = files(directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
        List<String> command =
                new ArrayList<>(List.of("req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=" + name));
        command.addAll(List.of("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"));
        command.addAll(newKey);
        command.addAll(List.of(
                "-out", files.certificate().toString(), "-keyout", files.key().toString()));
        openssl("", command.toArray(String[]::new));
        return files;
    }

    /** A certificate of last week, with its key in the same file; made by keytool, for openssl has no option for it. */
    public static CertificateProperties expired(Path directory) throws IOException {
        String store = directory.resolve("old.p12").toString();
        Path pem = directory.resolve("old.pem");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        run(
                "",
                keytool,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-startdate",
                "-10d",
                "-validity",
                "5",
                "-dname",
                "CN=old",
                "-alias",
                "old",
                "-keystore",
                store,
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit");
        openssl("", "pkcs12", "-in", store, "-passin", "pass:changeit", "-nodes", "-out", pem.toString());
        return files(pem, pem);
    }

    public static CertificateProperties files(Path certificate, Path key) {
        return new CertificateProperties(
                "server", certificate, key, new Setting("server", "ssl_cert", certificate.toString(), null));
    }

    /** What openssl prints, errors included. */
    public static String openssl(String input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        return run(input, command.toArray(String[]::new));
    }

    private static String run(String input, String... command) throws IOException {
        File in = File.createTempFile("openssl", ".in");
        try {
            Files.writeString(in.toPath(), input);
            Process process = new ProcessBuilder(command)
                    .redirectInput(in)
                    .redirectErrorStream(true)
                    .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return output;
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            Files.delete(in.toPath());
        }
    }
}
