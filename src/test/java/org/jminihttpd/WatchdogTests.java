package org.jminihttpd;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.listen.ListenersCustomizer;
import org.jminihttpd.listen.NotifySocket;
import org.jminihttpd.process.Watchdog;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a watching systemd hears of a server, well and not. */
@ExtendWith(OutputCaptureExtension.class)
class WatchdogTests {

    private static final String ALIVE = "WATCHDOG=1";

    @Test
    void serverIsAliveUnlessAnEventLoopIsStalled(@TempDir Path directory, CapturedOutput output) throws Exception {
        CertificateProperties certificate = TestCertificates.make(directory, "example", TestCertificates.EC);
        Path log = directory.resolve("access.log");
        String ini = """
                [server]
                listen = 127.0.0.1:0 0.0.0.0:0 unix:%1$s/x.sock
                listen_ssl = 127.0.0.1:0
                ssl_cert = %2$s
                ssl_key = %3$s
                access_log = common %4$s
                [routes]
                / = static:%1$s/
                """.formatted(directory, certificate.certificate(), certificate.key(), log);
        try (NotifySocket systemd = new NotifySocket(directory.resolve("notify"));
                RunningServer server = start(directory, ini, systemd)) {
            awaitAlive(systemd);
            awaitAlive(systemd);
            CountDownLatch stalled = new CountDownLatch(1);
            EventExecutor loop =
                    server.bean(ListenersCustomizer.class).eventLoops().next();
            loop.execute(() -> awaitQuietly(stalled));
            Awaitility.await().until(() -> output.getOut().contains("an event loop is stalled"));
            systemd.drain();
            Thread.sleep(Duration.ofSeconds(2).toMillis()); // five times the period
            assertThat(systemd.drain()).doesNotContain(ALIVE);
            stalled.countDown();
            awaitAlive(systemd);
            for (int listener = 0; listener < 4; listener++) {
                server.send(listener, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            }
            Awaitility.await().until(() -> Files.readAllLines(log).size() >= 4);
            assertThat(Files.readAllLines(log)).hasSize(4); // of them, none of the watchdog's
        }
    }

    /** The environment is that of the tests, so it is said by system properties. */
    private static RunningServer start(Path directory, String ini, NotifySocket systemd) throws IOException {
        System.setProperty("NOTIFY_SOCKET", systemd.path());
        System.setProperty("WATCHDOG_USEC", "400000");
        return RunningServer.start(directory, ini);
    }

    @AfterEach
    void nobodyWatchesOthers() {
        System.clearProperty("NOTIFY_SOCKET");
        System.clearProperty("WATCHDOG_USEC");
    }

    private static void awaitAlive(NotifySocket systemd) {
        String message = systemd.next();
        while (!message.equals(ALIVE)) {
            message = systemd.next();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void listenerThatDoesNotAnswerIsNotAlive(@TempDir Path directory, CapturedOutput output) throws IOException {
        Path path = directory.resolve("x.sock");
        String ini = "[server]\nlisten = 127.0.0.1:0 unix:" + path + "\naccess_log = off\n[routes]\n/ = redirect:/x\n";
        try (NotifySocket systemd = new NotifySocket(directory.resolve("notify"));
                RunningServer server = start(directory, ini, systemd)) {
            awaitAlive(systemd);
            Files.delete(path);
            Awaitility.await()
                    .until(() -> output.getOut()
                            .contains("systemd is no longer told that the server is alive: unix:" + path));
            assertThat(server.bean(Watchdog.class).isRunning()).isTrue();
        }
    }

    @Test
    void nobodyWatchesWithoutAPeriodOfOurOwn() {
        String pid = Long.toString(ProcessHandle.current().pid());
        assertThat(Watchdog.period("", "")).isZero();
        assertThat(Watchdog.period("30000000", "")).hasSeconds(30);
        assertThat(Watchdog.period("30000000", pid)).hasSeconds(30);
        assertThat(Watchdog.period("30000000", "1")).isZero();
        assertThat(Watchdog.period("soon", pid)).isZero();
    }
}
