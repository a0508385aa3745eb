package org.jminihttpd.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jminihttpd.config.AccessLogProperties;
import org.jminihttpd.config.AccessLogProperties.Format;
import org.jminihttpd.config.ConfigProblemsException;
import org.jminihttpd.config.ConfigProblemsFailureAnalyzer;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenerProperties;
import org.jminihttpd.config.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

class AccessLogTests {

    private static final ListenerProperties SITE = new ListenerProperties(
            new ListenAddress.Tcp("127.0.0.1", 0, ListenAddress.Family.IPV4),
            false,
            ListenerProperties.Purpose.SITE,
            new Setting("server", "listen", "127.0.0.1:0", null));

    @Test
    void logIsTurnedToAnotherFileAndFormatAndOff(@TempDir Path directory) throws Exception {
        Path common = directory.resolve("common");
        Path json = directory.resolve("json");
        try (AccessLog log =
                new AccessLog(new AccessLogProperties(Format.COMMON, common, null), () -> null, target -> "/")) {
            Consumer<Channel> site = log.of(SITE);
            DisposableServer server = HttpServer.create()
                    .host("127.0.0.1")
                    .port(0)
                    .doOnChannelInit((observer, channel, remote) -> site.accept(channel))
                    .handle((request, response) -> response.send())
                    .bindNow();
            get(server, "/1");
            awaitLines(common, 1);
            log.prepare(new AccessLogProperties(Format.JSON, json, null)).commit();
            get(server, "/2");
            awaitLines(json, 1);
            log.prepare(new AccessLogProperties(Format.COMMON, common, null)).discard();
            get(server, "/3");
            awaitLines(json, 2);
            log.prepare(new AccessLogProperties(Format.OFF, null, null)).commit();
            get(server, "/4");
            server.disposeNow();
        }
        assertThat(Files.readAllLines(common)).singleElement().asString().contains("\"GET /1 HTTP/1.1\" 200");
        assertThat(Files.readAllLines(json)).hasSize(2).allMatch(line -> line.startsWith("{"));
    }

    private static void awaitLines(Path file, int count) {
        Awaitility.await().until(() -> Files.readAllLines(file).size() == count);
    }

    private static void get(DisposableServer server, String path) {
        HttpClient.create()
                .host("127.0.0.1")
                .port(server.port())
                .get()
                .uri(path)
                .response()
                .block();
    }

    @Test
    void fileThatCannotBeOpenedIsAConfigurationError(@TempDir Path directory) {
        Path file = directory.resolve("gone/access.log");
        Setting setting = new Setting("server", "access_log", "common " + file, null);
        assertThatExceptionOfType(ConfigProblemsException.class)
                .isThrownBy(() ->
                        new AccessLog(new AccessLogProperties(Format.COMMON, file, setting), () -> null, target -> "/"))
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
