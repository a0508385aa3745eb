package org.jminihttpd.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jminihttpd.config.AccessLogProperties;
import org.jminihttpd.config.AccessLogProperties.Format;
import org.jminihttpd.config.ConfigProblemsException;
import org.jminihttpd.config.ConfigProblemsFailureAnalyzer;
import org.jminihttpd.config.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.netty.http.server.HttpServer;

class AccessLogTests {

    @Test
    void logThatIsOffCostsNothing() {
        try (AccessLog log = new AccessLog(new AccessLogProperties(Format.OFF, null, null))) {
            HttpServer server = HttpServer.create();
            assertThat(log.apply(server)).isSameAs(server);
            log.reopen();
        }
    }

    @Test
    void fileThatCannotBeOpenedIsAConfigurationError(@TempDir Path directory) {
        Path file = directory.resolve("gone/access.log");
        Setting setting = new Setting("server", "access_log", "common " + file, null);
        assertThatExceptionOfType(ConfigProblemsException.class)
                .isThrownBy(() -> new AccessLog(new AccessLogProperties(Format.COMMON, file, setting)))
                .satisfies(failure -> assertThat(failure.getExitCode()).isEqualTo(78))
                .satisfies(failure -> assertThat(ConfigProblemsFailureAnalyzer.report(failure.problems()))
                        .isEqualTo(
                                "[server] access_log = common %s\n  The file of the access log cannot be opened: %s (No such file or directory)."
                                        .formatted(file, file)));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8:0:0:0:0:0:1, 2001:db8::1",
        "::1, ::1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "fe80::1%1, fe80::1"
    })
    void peerIsItsAddress(String ip, String expected) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(ip), 40_000);
        assertThat(Peer.of(address, false).address().toString()).isEqualTo(expected);
    }

    @Test
    void peerOfUnixSocketHasNoAddress() {
        assertThat(Peer.of(null, false).address().toString()).isEqualTo("unix:");
        assertThat(Peer.of(new DomainSocketAddress(""), false).address().toString())
                .isEqualTo("unix:");
    }
}
