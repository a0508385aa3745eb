package org.jminihttpd.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenAddress.Family;
import org.jminihttpd.config.ListenerProperties;
import org.jminihttpd.config.ListenerProperties.Purpose;
import org.jminihttpd.config.Setting;
import org.jminihttpd.listen.Listeners;
import org.jminihttpd.listen.NotifySocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;

/** What systemd hears, on a socket in its place. */
@ExtendWith(OutputCaptureExtension.class)
class SystemdNotifierTests {

    @Test
    void readyNamesTheListenersAndTheEndIsAnnounced(@TempDir Path directory) throws IOException {
        try (NotifySocket socket = new NotifySocket(directory.resolve("notify"))) {
            int port = tell(socket.path());
            assertThat(socket.next()).isEqualTo("READY=1\nSTATUS=Serving /, /docs/ on http://127.0.0.1:" + port);
            assertThat(socket.next()).isEqualTo("STOPPING=1\nSTATUS=Finishing the running requests");
        }
    }

    @Test
    void abstractNamesAreUnderstood() throws IOException {
        try (NotifySocket socket = NotifySocket.abstractName(
                "jminihttpd-test-" + ProcessHandle.current().pid())) {
            tell(socket.path());
            assertThat(socket.next()).startsWith("READY=1\n");
        }
    }

    @Test
    void nobodyListeningIsNoMoreThanAWarning(@TempDir Path directory, CapturedOutput output) {
        tell(null);
        assertThat(output).doesNotContain("systemd");
        tell(directory.resolve("nobody").toString());
        assertThat(output).contains("systemd was not told \"READY=1\"").doesNotContain("\tat ");
    }

    private static int tell(@Nullable String address) {
        try (Listeners listeners = Listeners.open(List.of(new ListenerProperties(
                new ListenAddress.Tcp("127.0.0.1", 0, Family.IPV4),
                false,
                Purpose.SITE,
                new Setting("server", "listen", "", null))))) {
            SystemdNotifier notifier = new SystemdNotifier(address, listeners, () -> List.of("/", "/docs/"));
            GenericApplicationContext context = new GenericApplicationContext();
            notifier.onApplicationEvent(
                    new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
            notifier.onApplicationEvent(new ContextClosedEvent(context));
            return listeners.all().get(0).port();
        }
    }
}
