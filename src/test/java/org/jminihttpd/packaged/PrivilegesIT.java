package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.packaged.Tool.curl;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root opens sockets, keys and logs; another user, who cannot become root again, serves. */
class PrivilegesIT {

    private static final String WHO = """
            import os
            def application(environ, start_response):
                start_response('200 OK', [('Content-Type', 'text/plain')])
                return [f"{os.getuid()} {os.getgid()} {os.getgroups()}".encode()]
            """;

    private final Path directory;
    private Site site = new Site(Path.of(""), Path.of(""), TestCertificates.files(Path.of(""), Path.of("")));

    PrivilegesIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void makeSite() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become somebody else");
        site = Site.in(directory);
        permit(site.root(), "rwxr-xr-x");
        permit(site.certificate().key(), "rw-------");
        Files.writeString(directory.resolve("who.py"), WHO);
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private Launch launch(String account, String routes) throws IOException {
        Path log = Files.createDirectories(directory.resolve("log"));
        permit(log, "rwxrwxrwx");
        return Launch.configured(directory, """
                [server]
                listen = 127.0.0.1:0
                listen_ssl = 127.0.0.1:0
                ssl_cert = %s
                ssl_key = %s
                access_log = common %s/access.log
                %s
                [routes]
                / = static:%s/
                %s
                """.formatted(
                        site.certificate().certificate(), site.certificate().key(), log, account, site.root(), routes));
    }

    private static int number(String option, String name) throws IOException {
        return Integer.parseInt(Tool.run("id", option, name).strip());
    }

    private static int number(Path file) throws IOException {
        return Integer.parseInt(Files.readString(file).strip());
    }

    /** What the kernel says of every thread, without what differs between threads. */
    private static Set<String> rights(RunningJar jar) throws IOException {
        Set<String> rights = new TreeSet<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + jar.pid() + "/task"))) {
            for (Path thread : threads.toList()) {
                Files.readAllLines(thread.resolve("status")).stream()
                        .filter(line -> line.matches("(Uid|Gid|Groups|CapPrm|CapEff|CapAmb):.*"))
                        .map(line -> line.replaceAll("\\s+", " ").strip())
                        .forEach(rights::add);
            }
        }
        return rights;
    }

    @Test
    void everyThreadIsTheUserAndReloadsGoOn() throws IOException {
        Path secret = Files.writeString(site.root().resolve("secret"), "of root");
        permit(secret, "rw-------");
        Launch launch = launch(
                "user = nobody",
                "/who/ = wsgi:" + directory.resolve("who.py") + """

                [route /who/]
                access_log = common %1$s/who.log
                [listen 127.0.0.1:0]
                access_log = common %1$s/listener.log
                """.formatted(directory.resolve("log")));
        try (RunningJar jar = launch.serve(2)) {
            int uid = number("-u", "nobody");
            int gid = number("-g", "nobody");
            assertThat(jar.out())
                    .contains("INFO  Running as user nobody")
                    .contains("WARN  User nobody may not read "
                            + site.certificate().certificate() + " and its key")
                    .doesNotContain("runs as root");
            assertThat(rights(jar))
                    .containsExactlyInAnyOrder(
                            "Uid:" + (" " + uid).repeat(4),
                            "Gid:" + (" " + gid).repeat(4),
                            "Groups: " + gid,
                            "CapPrm: 0000000000000000",
                            "CapEff: 0000000000000000",
                            "CapAmb: 0000000000000000");
            site.assertServedBy(jar.urls().get(0));
            site.assertServedBy(jar.urls().get(1));
            assertThat(curl(jar.urls().get(0) + "/secret"))
                    .doesNotContain("of root")
                    .contains("HTTP/1.1 4");
            assertThat(curl(jar.urls().get(0) + "/who/")).endsWith("%d %d [%d]".formatted(uid, gid, gid));
            Path log = directory.resolve("log/access.log");
            Files.move(log, directory.resolve("log/access.log.1"));
            Path config = Path.of(launch.arguments().get(1)); // readable to its owner only
            assertThat(jar.out()).contains("WARN  User nobody may not read " + config + ", so it");
            permit(config, "rw-r--r--");
            Files.writeString(config, Files.readString(config).replace("/who/", "/me/"));
            jar.signal("HUP");
            jar.await(() -> jar.out().contains("The configuration was read again and is in effect"));
            assertThat(curl(jar.urls().get(0) + "/me/")).endsWith("%d %d [%d]".formatted(uid, gid, gid));
            site.assertServedBy(jar.urls().get(1));
            jar.await(() -> Files.exists(log)
                    && Files.readString(directory.resolve("log/who.log")).contains("/me/"));
            for (String each : List.of("access.log", "who.log", "listener.log")) {
                assertThat(Files.getOwner(log.resolveSibling(each)).getName()).isEqualTo("nobody");
            }
            assertPortBelow1024IsRefused(jar, config);
            Files.writeString(config, Files.readString(config).replace("user = nobody", "user = daemon"));
            jar.signal("HUP");
            jar.await(() -> jar.out().contains("[server] user = daemon\n  It was changed, which takes effect when"));
            assertThat(jar.stop().code()).isEqualTo(143);
        }
    }

    private static void assertPortBelow1024IsRefused(RunningJar jar, Path config) throws IOException {
        if (number(Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start")) <= 81) {
            return; // anybody may open it, as in some containers
        }
        String good = Files.readString(config);
        Files.writeString(config, good.replace("listen = 127.0.0.1:0", "listen = 127.0.0.1:0 127.0.0.1:81"));
        jar.signal("HUP");
        jar.await(() -> jar.out()
                .contains("Cannot listen on 127.0.0.1:81: root's rights were given up at the start, and user nobody may"
                        + " not open a port this low; restart the server, or leave user out and have systemd start it"
                        + " with AmbientCapabilities=CAP_NET_BIND_SERVICE or open the socket (sd:1)."));
        assertThat(curl(jar.urls().get(0) + "/me/")).startsWith("HTTP/1.1 200");
        Files.writeString(config, good);
    }

    @Test
    void renewedCertificateIsServedWhereItsUserMayReadIt() throws IOException {
        CertificateProperties renewed = TestCertificates.make(directory, "renewed", TestCertificates.EC);
        Tool.run("chgrp", "daemon", site.certificate().key().toString());
        permit(site.certificate().key(), "rw-r-----");
        try (RunningJar jar = launch("user = nobody\ngroup = daemon", "").serve(2)) {
            int gid = Integer.parseInt(
                    Tool.run("sh", "-c", "getent group daemon | cut -d: -f3").strip());
            assertThat(rights(jar)).contains("Gid:" + (" " + gid).repeat(4)).doesNotContain("Groups: 0");
            assertThat(jar.out()).doesNotContain("and its key");
            copy(renewed.certificate(), site.certificate().certificate());
            copy(renewed.key(), site.certificate().key());
            jar.await(() -> jar.out().contains("Now serving the certificate of"));
            site.assertServedBy(jar.urls().get(1));
        }
    }

    /** In place, as owner and permissions stay. */
    private static void copy(Path from, Path to) throws IOException {
        Files.write(to, Files.readAllBytes(from));
    }

    @Test
    void healthIsToldByWhoMayNotReadTheJar() throws IOException {
        Path closed = Files.createDirectory(directory.resolve("programs"));
        permit(closed, "rwx------");
        Path copy = Files.copy(Launch.JAR, closed.resolve("jminihttpd.jar"));
        try (RunningJar jar = launch("user = nobody", "").jar(copy).serve(2)) {
            assertThat(curl("http://127.0.0.1:" + jar.port(0) + "/actuator/health"))
                    .endsWith("\"status\":\"UP\"}");
        }
    }

    @Test
    void rootIsWarnedUnlessItIsMeant() throws IOException {
        try (RunningJar jar = launch("", "").serve(2)) {
            jar.await(() -> jar.out().contains("WARN  The server runs as root"));
            assertThat(jar.out()).contains("give it [server] user = www-data");
        }
        try (RunningJar jar = launch("user = root", "").serve(2)) {
            assertThat(jar.out()).doesNotContain("WARN");
            assertThat(rights(jar)).contains("Uid: 0 0 0 0");
        }
    }

    @Test
    void whatTheUserMayNotReadIsAMistake() throws IOException {
        Path closed = Files.createDirectory(directory.resolve("closed"));
        permit(closed, "rwx------");
        Launch launch = launch("user = nobody", "/closed/ = static:" + closed + "/");
        String problem = "[routes] /closed/ = static:%s/\n  %s may not be read by this user".formatted(closed, closed);
        for (Launch each : List.of(launch, launch.and("--check"))) {
            RunningJar.Outcome outcome = each.run();
            assertThat(outcome.code()).isEqualTo(78);
            assertThat(outcome.err()).contains(problem);
        }
        assertThat(launch("user = nobody", "").and("--check").run().out())
                .isEqualTo("The configuration has no mistakes.\n");
        Launch explaining = launch("user = nobody", "");
        Path config = Path.of(explaining.arguments().get(1));
        String url = "127.0.0.1:" + Launch.freePort();
        Files.writeString(config, Files.readString(config).replace("_ssl = 127.0.0.1:0", "_ssl = " + url));
        Path secret = Files.writeString(site.root().resolve("secret"), "of root");
        permit(secret, "rw-------");
        assertThat(explaining
                        .and("--explain", "https://" + url + "/secret")
                        .run()
                        .out())
                .contains("ends at   " + secret + ": refused, user nobody may not read it", "answer    403 ");
        RunningJar.Outcome notRoot = launch("user = nobody", "")
                .behind("setpriv", "--reuid=daemon", "--regid=daemon", "--clear-groups")
                .run();
        assertThat(notRoot.code()).isEqualTo(78);
    }
}
