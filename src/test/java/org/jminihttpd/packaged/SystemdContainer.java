package org.jminihttpd.packaged;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A container of this machine's own files, booted by a real systemd. */
final class SystemdContainer {

    /**
     * Everything is mounted in a mount namespace of its own, so nothing is left; the disk is a tmpfs over this machine's.
     * The container has no network but its own loopback.
     */
    private static final String BOOT = """
            set -e
            mount -t tmpfs tmpfs "$1"
            cd "$1" && mkdir up work root
            mount -t overlay overlay -o lowerdir=/,upperdir="$1/up",workdir="$1/work" root
            cp -r "$2" root/root/deploy; cp "$3" "$4" "$5"/* root/root
            cat > root/etc/systemd/system/jtest.service <<'UNIT'
            [Unit]
            After=sysinit.target
            [Service]
            Type=oneshot
            TimeoutStartSec=infinity
            PassEnvironment=RELOAD_ROUNDS
            ExecStart=/bin/sh -c '/bin/bash /root/test.sh >/root/output 2>&1'
            ExecStopPost=/bin/systemctl poweroff --no-block
            UNIT
            cat > root/etc/systemd/system/jtest.target <<'UNIT'
            [Unit]
            Requires=sysinit.target jtest.service
            UNIT
            rm -f root/etc/jminihttpd.conf root/usr/sbin/policy-rc.d
            export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
            timeout 900 systemd-nspawn --quiet --register=no --keep-unit --private-network \\
              --setenv=RELOAD_ROUNDS="$6" \\
              --directory=root --boot systemd.unit=jtest.target >console 2>&1 </dev/null || true
            cat up/root/output || cat console
            """;

    private SystemdContainer() {}

    /** How many reloads {@code RELOAD_ROUNDS} asks for: {@code -Dreload.rounds=200} shows what grows slowly. */
    static final int ROUNDS = Integer.getInteger("reload.rounds", 4);

    /**
     * Runs a script in /root, where deploy/ and the packages are, and returns what it prints.
     *
     * @param script a resource beside this class
     * @param others further ones that it needs
     */
    static String run(String script, Path directory, String... others) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can boot a container");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-nspawn")), "the package systemd-container is missing");
        Path scripts = Files.createDirectory(directory.resolve("scripts"));
        copy(script, scripts.resolve("test.sh"));
        for (String other : others) {
            copy(other, scripts.resolve(other));
        }
        return Tool.run(
                "unshare",
                "--mount",
                "--propagation=private",
                "bash",
                "-c",
                BOOT,
                "boot",
                Files.createDirectory(directory.resolve("mount")).toString(),
                Path.of("deploy").toAbsolutePath().toString(),
                Launch.JAR.toString(),
                Launch.JAR.resolveSibling("jminihttpd.deb").toString(),
                scripts.toString(),
                Integer.toString(ROUNDS));
    }

    private static void copy(String resource, Path file) throws IOException {
        try (var source = SystemdContainer.class.getResourceAsStream(resource)) {
            Files.copy(Objects.requireNonNull(source), file);
        }
    }
}
