package org.jminihttpd.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.tls.TestCertificates.EC;
import static org.jminihttpd.tls.TestCertificates.make;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.jminihttpd.config.CertificateProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What happens to the served certificate when its files change. */
@ExtendWith(OutputCaptureExtension.class)
class CertificatesTests {

    private final Path directory;

    CertificatesTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void stateTellsWhatIsServed() throws IOException {
        CertificateState state = new Certificates(make(directory, "a", EC), true).state();
        assertThat(state.name()).isEqualTo("server");
        assertThat(state.subject()).isEqualTo("CN=a");
        assertThat(state.hosts()).isEqualTo(List.of("localhost", "127.0.0.1"));
        assertThat(state.notAfter()).isAfter(Instant.now());
        assertThat(state.problem()).isNull();
    }

    @Test
    void brokenPairKeepsTheOldOneAndIsOneLogLine(CapturedOutput output) throws IOException {
        CertificateProperties files = make(directory, "a", EC);
        Certificates certificates = new Certificates(files, true);
        Files.writeString(files.key(), "garbage");
        pollTwice(certificates);
        pollTwice(certificates);
        assertThat(certificates.state().subject()).isEqualTo("CN=a");
        assertThat(certificates.state().problem()).startsWith("The key file " + files.key() + " holds no PEM block");
        assertThat(output.toString().lines().filter(line -> line.contains("The key file")))
                .singleElement()
                .asString()
                .contains("ERROR")
                .contains("The changed certificate is not used and the one before is kept: ");
        assertThat(output).doesNotContain("\tat ");
        Files.delete(files.key());
        pollTwice(certificates);
        assertThat(certificates.state().problem()).isEqualTo("The key file " + files.key() + " does not exist");
    }

    @Test
    void halfOfANewPairWaitsForTheOther() throws IOException {
        CertificateProperties files = make(directory, "a", EC);
        Certificates certificates = new Certificates(files, true);
        CertificateProperties renewed = make(directory, "b", EC);
        Files.copy(renewed.certificate(), files.certificate(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        pollTwice(certificates);
        assertThat(certificates.state().subject()).isEqualTo("CN=a");
        assertThat(certificates.state().problem()).contains("does not belong to the certificate");
        Files.copy(renewed.key(), files.key(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        pollTwice(certificates);
        assertThat(certificates.state().subject()).isEqualTo("CN=b");
        assertThat(certificates.state().problem()).isNull();
    }

    @Test
    void certbotRenewsByPointingALinkElsewhere() throws IOException {
        CertificateProperties first = make(directory, "a", EC);
        Path live = Files.createDirectory(directory.resolve("live"));
        Path certificate = Files.createSymbolicLink(live.resolve("fullchain.pem"), first.certificate());
        Path key = Files.createSymbolicLink(live.resolve("privkey.pem"), first.key());
        Certificates certificates = new Certificates(TestCertificates.files(certificate, key), true);
        CertificateProperties second = make(directory, "b", EC);
        Files.delete(certificate);
        Files.createSymbolicLink(certificate, second.certificate());
        Files.delete(key);
        Files.createSymbolicLink(key, second.key());
        pollTwice(certificates);
        assertThat(certificates.state().subject()).isEqualTo("CN=b");
    }

    @Test
    void changeIsUsedOnlyWhenItHasSettled() throws IOException {
        CertificateProperties files = make(directory, "a", EC);
        Certificates certificates = new Certificates(files, true);
        Files.writeString(files.key(), "half");
        certificates.poll();
        assertThat(certificates.state().problem()).isNull();
    }

    @Test
    void expiredCertificateIsServed() throws IOException {
        CertificateProperties files = TestCertificates.expired(directory);
        assertThat(new Certificates(files, true).state().notAfter()).isBefore(Instant.now());
    }

    @Test
    void renewalToAnExpiredCertificateIsWarnedOf(CapturedOutput output) throws IOException {
        CertificateProperties files = make(directory, "a", EC);
        Certificates certificates = new Certificates(files, true);
        CertificateProperties old = TestCertificates.expired(directory);
        Files.copy(old.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(old.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        pollTwice(certificates);
        Files.setLastModifiedTime(files.key(), FileTime.from(Instant.EPOCH));
        certificates.reread().run(); // by a reload, which warns by itself
        assertThat(output).containsOnlyOnce("The certificate " + files.certificate() + " expired at ");
    }

    private static void pollTwice(Certificates certificates) {
        certificates.poll();
        certificates.poll();
    }
}
