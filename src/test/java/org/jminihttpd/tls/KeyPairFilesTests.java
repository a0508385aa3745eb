package org.jminihttpd.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.tls.TestCertificates.EC;
import static org.jminihttpd.tls.TestCertificates.RSA;
import static org.jminihttpd.tls.TestCertificates.files;
import static org.jminihttpd.tls.TestCertificates.make;
import static org.jminihttpd.tls.TestCertificates.openssl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.config.ConfigProblem;
import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.config.TestProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kinds of key files that are read, and the sentence for each that is not. */
class KeyPairFilesTests {

    private final Path directory;

    KeyPairFilesTests(@TempDir Path directory) {
        this.directory = directory;
    }

    /** It is of 30 days. */
    @ParameterizedTest
    @CsvSource({
        "-1, is valid from",
        "1, ''",
        "23, ''",
        "25, in 4 day(s); it should have been renewed by now",
        "31, expired at"
    })
    void warningSaysWhatIsToBeDoneAboutACertificate(int day, String warning) throws Exception {
        CertificateProperties files = make(directory, "dated", EC);
        Instant now = Instant.now().plus(Duration.ofDays(day));
        assertThat(KeyPairFiles.read(files)
                        .dateWarning(files.certificate(), now)
                        .orElse(""))
                .contains(warning)
                .matches(text -> text.isEmpty() == warning.isEmpty());
    }

    @Test
    void everyKindOfKeyFileIsRead() throws IOException {
        CertificateProperties rsa = make(directory, "rsa", RSA);
        CertificateProperties ec = make(directory, "ec", EC);
        assertThat(problem(rsa)).isEmpty();
        assertThat(problem(ec)).isEmpty();
        assertThat(problem(make(directory, "ed25519", List.of("-newkey", "ed25519"))))
                .isEmpty();
        assertThat(problem(make(directory, "pss", List.of("-newkey", "rsa-pss"))))
                .isEmpty();
        assertThat(problem(make(directory, "p384", List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"))))
                .isEmpty();
        Path pkcs1 = directory.resolve("pkcs1.key");
        openssl("", "rsa", "-traditional", "-in", rsa.key().toString(), "-out", pkcs1.toString());
        assertThat(pkcs1).content().contains("BEGIN RSA PRIVATE KEY");
        assertThat(problem(files(rsa.certificate(), pkcs1))).isEmpty();
        Path sec1 = directory.resolve("sec1.key");
        openssl("", "ec", "-in", ec.key().toString(), "-out", sec1.toString());
        assertThat(sec1).content().contains("BEGIN EC PRIVATE KEY");
        assertThat(problem(files(ec.certificate(), sec1))).isEmpty();
    }

    @Test
    void oneFileWithBothIsRead() throws IOException {
        CertificateProperties ec = make(directory, "ec", EC);
        Path both = directory.resolve("both.pem");
        Files.writeString(both, Files.readString(ec.key()) + "a comment\n" + Files.readString(ec.certificate()));
        assertThat(problem(files(both, both))).isEmpty();
    }

    @Test
    void keyOfAnotherCertificateIsRefused() throws IOException {
        CertificateProperties one = make(directory, "one", EC);
        CertificateProperties other = make(directory, "other", EC);
        CertificateProperties rsa = make(directory, "rsa", RSA);
        for (Path wrong : List.of(other.key(), rsa.key())) {
            assertThat(problem(files(one.certificate(), wrong)))
                    .isEqualTo(
                            "The key %s does not belong to the certificate %s; give the key the certificate was made with, and the server's own certificate first in its file."
                                    .formatted(wrong, one.certificate()));
        }
    }

    @Test
    void encryptedKeyIsRefused() throws IOException {
        CertificateProperties rsa = make(directory, "rsa", RSA);
        Path pkcs8 = directory.resolve("pkcs8.key");
        openssl("", "pkey", "-in", rsa.key().toString(), "-aes256", "-passout", "pass:x", "-out", pkcs8.toString());
        Path pkcs1 = directory.resolve("pkcs1.key");
        openssl(
                "",
                "rsa",
                "-traditional",
                "-in",
                rsa.key().toString(),
                "-aes256",
                "-passout",
                "pass:x",
                "-out",
                pkcs1.toString());
        for (Path encrypted : List.of(pkcs8, pkcs1)) {
            assertThat(problem(files(rsa.certificate(), encrypted)))
                    .isEqualTo(
                            "The key file %s is encrypted; remove the passphrase with \"openssl pkey -in KEY -out NEWKEY\"."
                                    .formatted(encrypted));
        }
    }

    @Test
    void fileThatIsSomethingElseIsNamed() throws IOException {
        CertificateProperties ec = make(directory, "ec", EC);
        assertThat(problem(files(ec.key(), ec.key())))
                .isEqualTo(
                        "The certificate file %s holds a private key and no PEM certificate; expected \"-----BEGIN CERTIFICATE-----\"."
                                .formatted(ec.key()));
        assertThat(problem(files(ec.certificate(), ec.certificate())))
                .isEqualTo(
                        "The key file %s holds a certificate and no PEM private key; expected \"-----BEGIN PRIVATE KEY-----\"."
                                .formatted(ec.certificate()));
        Path missing = directory.resolve("missing");
        assertThat(problem(files(missing, ec.key())))
                .isEqualTo("The certificate file %s does not exist.".formatted(missing));
        assertThat(problem(files(directory, ec.key())))
                .isEqualTo("The certificate file %s is not a PEM file.".formatted(directory));
        Path der = directory.resolve("der");
        openssl("", "x509", "-in", ec.certificate().toString(), "-outform", "DER", "-out", der.toString());
        assertThat(problem(files(der, ec.key())))
                .isEqualTo(
                        "The certificate file %s holds no PEM block and no PEM certificate; expected \"-----BEGIN CERTIFICATE-----\"."
                                .formatted(der));
    }

    @Test
    void cutFilesAreRefused() throws IOException {
        CertificateProperties ec = make(directory, "ec", EC);
        Path cut = directory.resolve("cut");
        Files.writeString(cut, Files.readString(ec.certificate()).substring(0, 300));
        assertThat(problem(files(cut, ec.key())))
                .isEqualTo("The certificate file %s is damaged or incomplete.".formatted(cut));
        Files.writeString(cut, Files.readString(ec.key()).substring(0, 100));
        assertThat(problem(files(ec.certificate(), cut)))
                .isEqualTo("The key file %s is damaged, incomplete, or neither RSA, EC nor Ed25519.".formatted(cut));
    }

    private static String problem(CertificateProperties files) {
        ConfigProblems problems = new ConfigProblems();
        Certificates.check(TestProperties.of(files, true), problems);
        return problems.list().stream().map(ConfigProblem::message).findFirst().orElse("");
    }
}
