package org.jminihttpd.packaged;

import java.io.IOException;
import java.nio.file.Path;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.guard.Wire;
import org.jminihttpd.lane.PipelinedMix;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link PipelinedMix} asks of the jar; {@code -Dpipelined.requests=20000} makes it a long test. */
@Tag("heavy")
class PipelinedMixIT {

    @Test
    void everyRequestIsAnsweredInItsTurn(@TempDir Path directory) throws IOException, InterruptedException {
        CertificateProperties pair = TestCertificates.make(directory, "a", TestCertificates.EC);
        String server = "[server]\nlisten = 127.0.0.1:0\nlisten_ssl = 127.0.0.1:0\nssl_cert = %s\nssl_key = %s\n"
                .formatted(pair.certificate(), pair.key());
        try (RunningJar jar = Launch.configured(
                        directory, server + "access_log = off\n[routes]\n" + PipelinedMix.routes(directory))
                .serve(2)) {
            PipelinedMix.run(3, () -> Wire.plain(jar.port(0)));
            PipelinedMix.run(4, () -> Wire.tls(jar.port(1), "http/1.1"));
        }
    }
}
