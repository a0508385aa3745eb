package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.packaged.Tool.curl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** TLS by BoringSSL where its library runs, and by the JDK where it does not or does not know the key. */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
class TlsEngineIT {

    private static final long LARGE = 50_000_000;

    @Test
    void boringSslServesWhatTheJdkServes(@TempDir Path directory) throws IOException {
        Site site = Site.in(directory);
        site.addSparse("large", LARGE);
        try (RunningJar jar = start(site, site.certificate())) {
            assertThat(jar.out()).contains("TLS engine: BoringSSL");
            assertThat(health(jar)).contains("\"engine\":\"BoringSSL\"");
            String url = tls(jar);
            String authority = site.certificate().certificate().toString();
            for (String version : List.of("--http1.1", "--http2")) {
                for (String tls : List.of("1.2", "1.3")) {
                    assertThat(curl(version, "--tls-max", tls, "--cacert", authority, url + "/somefile"))
                            .endsWith("\r\n\r\nsome file");
                }
                assertThat(curl(
                                version,
                                "--cacert",
                                authority,
                                "-o",
                                "/dev/null",
                                "-w",
                                "%{size_download}",
                                url + "/large"))
                        .endsWith(String.valueOf(LARGE));
            }
            assertThat(curl("--tls-max", "1.1", "--cacert", authority, url + "/somefile"))
                    .contains("curl: (35)");
        }
    }

    @Test
    void keyThatBoringSslDoesNotKnowIsServedByTheJdk(@TempDir Path directory) throws IOException {
        Site site = Site.in(directory);
        CertificateProperties ed25519 = TestCertificates.make(directory, "ed", List.of("-newkey", "ed25519"));
        try (RunningJar jar = start(site, ed25519)) {
            assertThat(jar.out()).contains("TLS engine: JDK");
            assertThat(health(jar)).contains("\"engine\":\"JDK\"");
        }
    }

    @Test
    void jdkServesWhereBoringSslDoesNotRun(@TempDir Path directory) throws IOException {
        Site site = Site.in(directory);
        try (RunningJar jar = start(site, site.certificate(), "-Dio.netty.handler.ssl.noOpenSsl=true")) {
            assertThat(jar.out()).contains("TLS engine: JDK");
        }
    }

    private static RunningJar start(Site site, CertificateProperties certificate, String... flags) throws IOException {
        Path file = Files.writeString(site.directory().resolve("tls.conf"), """
                [server]
                listen = 127.0.0.1:0
                listen_ssl = 127.0.0.1:0
                ssl_cert = %s
                ssl_key = %s
                [management]
                endpoint.health.show-details = always
                [routes]
                / = static:%s/
                """.formatted(
                        certificate.certificate(), certificate.key(), site.root()));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-jar", Launch.JAR.toString(), "-c", file.toString()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(site.directory().resolve("out").toFile())
                .redirectError(site.directory().resolve("err").toFile())
                .start();
        RunningJar jar = new RunningJar(
                process, site.directory().resolve("out"), site.directory().resolve("err"));
        jar.await(() -> jar.urls().size() == 2 && jar.out().contains("TLS engine"));
        return jar;
    }

    private static String health(RunningJar jar) throws IOException {
        return curl(jar.urls().get(0) + "/actuator/health/certificate");
    }

    private static String tls(RunningJar jar) {
        return jar.urls().get(1).replace("127.0.0.1", "localhost");
    }
}
