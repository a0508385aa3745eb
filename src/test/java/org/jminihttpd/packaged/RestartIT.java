package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jminihttpd.packaged.Load.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code systemctl restart} behind a socket unit, under load: sockets stay open while one server ends and the next one
 * starts. {@code -Drestart.rounds=20} repeats it more often.
 */
@Tag("heavy")
class RestartIT {

    private static final int ROUNDS = Integer.getInteger("restart.rounds", 2);

    /** Runs its command again each time it ends by SIGTERM, with the same sockets, as systemd does; ends with it else. */
    private static final String SYSTEMD = """
            trap '' TERM
            while :; do
              (trap - TERM; export LISTEN_PID=$BASHPID; exec "$@") &
              wait $!
              [ $? = 143 ] || exit 0
            done
            """;

    @Test
    void noConnectionIsLost(@TempDir Path directory) throws IOException {
        Site site = Site.in(directory);
        int plain = Launch.freePort();
        int secure = Launch.freePort();
        Path unix = directory.resolve("x.sock");
        Launch launch = site.plainAndTls("sd:1 sd:3", "sd:2")
                .behind("bash", "-c", SYSTEMD, "systemd")
                .behind(
                        "systemd-socket-activate",
                        "--listen=127.0.0.1:" + plain,
                        "--listen=127.0.0.1:" + secure,
                        "--listen=" + unix);
        try (RunningJar jar = launch.start();
                Load load = new Load("/somefile", "some file"::equals)) {
            Target[] targets = {Target.tcp(plain), Target.tls(secure, Load.trustingAll()), Target.unix(unix)};
            jar.await(() -> answers(targets[0]));
            List<Long> servers = new ArrayList<>();
            for (Target target : targets) {
                load.fresh("fresh", target);
                load.fresh("fresh", target);
            }
            for (int round = 0; round < ROUNDS; round++) {
                long server = server(jar, servers);
                servers.add(server);
                long before = load.answers();
                jar.await(() -> load.answers() > before + 500);
                Tool.run("kill", "-TERM", Long.toString(server));
                jar.await(() -> ProcessHandle.of(server).isEmpty());
            }
            long last = server(jar, servers);
            long before = load.answers();
            jar.await(() -> load.answers() > before + 500);
            load.stop();
            System.out.printf("%d restarts, %d connections%n", ROUNDS, load.answers());
            assertThat(load.failures()).isEmpty();
            assertThat(jar.listeners()).hasSize(3 * (ROUNDS + 1));
            Tool.run("kill", "-KILL", Long.toString(last));
        }
    }

    private static boolean answers(Target target) {
        try (Load.Connection connection = target.connect()) {
            return connection.ask("GET", "/somefile").answer().status().equals("200");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The process of the jar that is running, when it is another than those before. */
    private static long server(RunningJar jar, List<Long> before) {
        List<Long> found = new ArrayList<>();
        jar.await(() -> {
            found.clear();
            ProcessHandle.of(jar.pid()).stream()
                    .flatMap(ProcessHandle::children)
                    .map(ProcessHandle::pid)
                    .filter(pid -> !before.contains(pid))
                    .forEach(found::add);
            return found.size() == 1;
        });
        return found.get(0);
    }
}
