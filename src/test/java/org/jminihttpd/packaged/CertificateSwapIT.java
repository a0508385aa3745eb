package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.packaged.Load.Target;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Years of renewals in short, under load: {@code -Dcertificate.swaps=500}. */
@Tag("heavy")
class CertificateSwapIT {

    private static final int SWAPS = Integer.getInteger("certificate.swaps", 10);

    /** Swaps until everything is loaded. */
    private static final int WARM = 5;

    private static final String SERVING = "Now serving the certificate of";

    @Test
    void renewalsLoseNothingAndLeaveNothing(@TempDir Path directory) throws IOException {
        Site site = Site.in(directory);
        List<CertificateProperties> certificates = List.of(
                TestCertificates.make(directory, "even", TestCertificates.EC),
                TestCertificates.make(directory, "odd", TestCertificates.RSA));
        Launch launch = site.plainAndTls("", "127.0.0.1:0")
                .and("--jminihttpd.server.access_log=off")
                .with("JDK_JAVA_OPTIONS", ProcessSize.EXACT_HEAP);
        try (RunningJar jar = launch.serve();
                Load load = new Load("/somefile", "some file"::equals)) {
            Target target = Target.tls(jar.port(0), Load.trustingAll());
            load.keepAlive("TLS", target).fresh("TLS", target);
            ProcessSize warm = ProcessSize.of(jar.pid());
            for (int swap = 1; swap <= SWAPS; swap++) {
                CertificateProperties next = certificates.get(swap % 2);
                Files.copy(next.certificate(), replaced(site.certificate().certificate()));
                Files.copy(next.key(), replaced(site.certificate().key()));
                jar.signal("HUP");
                int swaps = swap;
                jar.await(() -> jar.out().split(SERVING, -1).length > swaps);
                assertThat(Load.shownName(jar.port(0))).isEqualTo(swap % 2 == 0 ? "CN=even" : "CN=odd");
                if (swap == WARM) {
                    warm = ProcessSize.of(jar.pid());
                }
            }
            load.stop();
            assertThat(load.failures()).isEmpty();
            System.out.printf(
                    "%d certificates, %d answers: %s, then %s%n",
                    SWAPS, load.answers(), warm, ProcessSize.of(jar.pid()));
            ProcessSize before = warm;
            Awaitility.await()
                    .atMost(RunningJar.PATIENCE)
                    .untilAsserted(() -> assertThat(ProcessSize.of(jar.pid()).exceeds(before))
                            .isEmpty());
        }
    }

    private static Path replaced(Path file) throws IOException {
        Files.delete(file);
        return file;
    }
}
