package org.jminihttpd.lane;

import java.io.IOException;
import java.nio.file.Path;
import org.jminihttpd.RunningServer;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.guard.Wire;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pipelined requests of all kinds are answered in order and to the byte, whoever answers each. */
@Tag("heavy")
@Tag("lane")
@Timeout(600)
class PipelinedMixWireTests {

    @Test
    void everyRequestIsAnsweredInItsTurn(@TempDir Path directory) throws IOException, InterruptedException {
        CertificateProperties pair = TestCertificates.make(directory, "a", TestCertificates.EC);
        try (RunningServer server = RunningServer.start(
                directory,
                "[server]\nlisten = 127.0.0.1:0\nlisten_ssl = 127.0.0.1:0\nssl_cert = %s\nssl_key = %s\n"
                                .formatted(pair.certificate(), pair.key())
                        + "access_log = off\n[routes]\n" + PipelinedMix.routes(directory))) {
            PipelinedMix.run(1, () -> Wire.plain(server.listeners().get(0).port()));
            PipelinedMix.run(2, () -> Wire.tls(server.listeners().get(1).port(), "http/1.1"));
        }
    }
}
