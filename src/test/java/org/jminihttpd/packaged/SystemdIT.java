package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The units of {@code deploy/systemd} under a real systemd, booted in a container on this machine's own files. */
class SystemdIT {

    /**
     * Everything is mounted in a mount namespace of its own, so nothing is left; the disk is a tmpfs over this machine's.
     * The container has no network but its own loopback.
     */
    private static final String BOOT = """
            set -e
            mount -t tmpfs tmpfs "$1"
            cd "$1" && mkdir up work root
            mount -t overlay overlay -o lowerdir=/,upperdir="$1/up",workdir="$1/work" root
            cp -r "$2" root/root/deploy; cp "$3" root/root/jminihttpd.jar; cp "$4" root/root/systemd.sh
            cat > root/etc/systemd/system/jtest.service <<'UNIT'
            [Unit]
            After=sysinit.target
            [Service]
            Type=oneshot
            TimeoutStartSec=infinity
            ExecStart=/bin/sh -c '/bin/bash /root/systemd.sh >/root/output 2>&1'
            ExecStopPost=/bin/systemctl poweroff --no-block
            UNIT
            cat > root/etc/systemd/system/jtest.target <<'UNIT'
            [Unit]
            Requires=sysinit.target jtest.service
            UNIT
            rm -f root/etc/jminihttpd.conf
            export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
            timeout 300 systemd-nspawn --quiet --register=no --keep-unit --private-network \\
              --directory=root --boot systemd.unit=jtest.target >console 2>&1 </dev/null || true
            cat up/root/output || cat console
            """;

    @Test
    void unitsRunTheJarAsTheirCommentsSay(@TempDir Path directory) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can boot a container");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-nspawn")), "the package systemd-container is missing");
        Path script = directory.resolve("systemd.sh");
        try (var source = SystemdIT.class.getResourceAsStream("systemd.sh")) {
            Files.copy(Objects.requireNonNull(source), script);
        }
        Path mountPoint = Files.createDirectory(directory.resolve("mount"));
        String deploy = Path.of("deploy").toAbsolutePath().toString();
        assertThat(Tool.run(
                        "unshare",
                        "--mount",
                        "--propagation=private",
                        "bash",
                        "-c",
                        BOOT,
                        "boot",
                        mountPoint.toString(),
                        deploy,
                        Launch.JAR.toString(),
                        script.toString()))
                .isEqualTo("""
                        service alone: active
                        status: Serving / on http://*:80
                        plain: content
                        user: dynamic
                        archive in use: yes
                        stopped: success
                        warnings: 0
                        access log: 1
                        before the first request: inactive
                        plain by socket: content
                        TLS by socket: content
                        after the first request: active
                        empty capability sets: 5
                        socket without the service: active
                        socket with the service: active
                        socket after the service: inactive
                        exit code of a mistake: 78
                        restarts: 0
                        journal: /etc/jminihttpd.conf:7: [routes] / = statik:/var/www/html/   "statik" is not a destination type. Did you mean "static"?\s
                        """);
    }
}
