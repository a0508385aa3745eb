package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.packaged.Tool.curl;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jminihttpd.listen.NotifySocket;
import org.jminihttpd.packaged.RunningJar.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promises of pyminihttpd's README, each in its own words: features, installation, and what its TODO list asks for. */
class SeedReadmeIT {

    private Site site;

    @BeforeEach
    void makeSite(@TempDir Path directory) throws IOException {
        site = Site.in(directory);
    }

    // Features

    @Test
    void noExternalDependenciesSelfContainedInASingleFile() throws IOException {
        Path elsewhere = Files.createDirectory(site.directory().resolve("elsewhere"));
        Path copy = Files.copy(Launch.JAR, elsewhere.resolve("any-name.jar"));
        Launch launch = site.plain("127.0.0.1:0").jar(copy).in(elsewhere);
        try (RunningJar jar = launch.behind("env", "-i").serve()) {
            site.assertServedBy(jar.urls().get(0));
        }
    }

    @Test
    void sslSupport() throws IOException {
        try (RunningJar jar = site.plainAndTls("", "127.0.0.1:0").serve()) {
            String url = jar.urls().get(0);
            assertThat(url).startsWith("https://");
            site.assertServedBy(url);
            assertThat(curl(
                            "--http2",
                            "--cacert",
                            site.certificate().certificate().toString(),
                            url + "/somefile"))
                    .startsWith("HTTP/2 200");
        }
    }

    @Test
    void ipv6Support() throws IOException {
        try (RunningJar jar = site.plain("[::1]:0").serve()) {
            assertThat(jar.urls().get(0)).startsWith("http://[::1]:");
            site.assertServedBy(jar.urls().get(0));
        }
    }

    @Test
    void multiPortSupportServesHttpAndHttpsFromOneInstance() throws IOException {
        Launch launch = site.plainAndTls("127.0.0.1:0 127.0.0.1:0", "127.0.0.1:0 127.0.0.1:0");
        try (RunningJar jar = launch.serve(4)) {
            for (String url : jar.urls()) {
                site.assertServedBy(url);
            }
            assertThat(jar.urls()).filteredOn(url -> url.startsWith("https:")).hasSize(2);
        }
    }

    @Test
    void supportsMultipleSimultaneousConnections() throws IOException {
        site.addSparse("big", 50_000_000);
        try (RunningJar jar = site.plain("127.0.0.1:0").serve()) {
            List<Socket> stuck = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), jar.port(0));
                String request = i % 2 == 0 ? "GET /big HTTP/1.1\r\nHost: a\r\n\r\n" : "GET /half HT";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                stuck.add(socket);
            }
            site.assertServedBy(jar.urls().get(0));
            for (Socket socket : stuck) {
                socket.close();
            }
        }
    }

    @Test
    void multiRouteSupportServesDifferentDirectoriesOnDifferentUrls() throws IOException {
        Path other = Files.createDirectory(site.directory().resolve("other"));
        Files.writeString(other.resolve("file"), "other file");
        String routes = "/other/ = static:%s/\n/deep/er/ = static:%s\n".formatted(other, other);
        try (RunningJar jar = site.plain("127.0.0.1:0", routes).serve()) {
            String url = jar.urls().get(0);
            site.assertServedBy(url);
            assertThat(curl(url + "/other/file")).endsWith("other file");
            assertThat(curl(url + "/deep/er/file")).endsWith("other file");
            assertThat(curl(url + "/deep/file")).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void systemdIntegrationNotify() throws IOException {
        Path path = site.directory().resolve("notify");
        try (NotifySocket notify = new NotifySocket(path);
                RunningJar jar = site.plain("127.0.0.1:0")
                        .with("NOTIFY_SOCKET", path.toString())
                        .serve()) {
            assertThat(notify.next())
                    .isEqualTo("READY=1\nSTATUS=Serving / on " + jar.urls().get(0));
            jar.signal("TERM");
            assertThat(notify.next()).startsWith("STOPPING=1\n");
            assertThat(jar.awaitEnd().code()).isEqualTo(143);
        }
    }

    @Test
    void systemdIntegrationSocketActivation() throws IOException {
        int port = Launch.freePort();
        Launch launch = site.plain("sd:1").behind("systemd-socket-activate", "-l", "127.0.0.1:" + port);
        try (RunningJar jar = launch.start()) {
            site.awaitServedBy(jar, "http://127.0.0.1:" + port);
        }
    }

    // Installation and usage

    @Test
    void configuredInTheFileInEtc() throws IOException {
        assumeRoot();
        Path etc = Files.createDirectory(site.directory().resolve("etc"));
        Files.copy(Path.of(site.plain("127.0.0.1:0").arguments().get(1)), etc.resolve("jminihttpd.conf"));
        String overlay = "mount -t overlay overlay -o lowerdir=%s:/etc /etc && exec \"$@\"".formatted(etc);
        try (RunningJar jar = Launch.of()
                .behind("unshare", "--mount", "sh", "-c", overlay, "sh")
                .serve()) {
            site.assertServedBy(jar.urls().get(0));
        }
    }

    @Test
    void anotherConfigurationFileIsSpecifiedByTheOptionC() throws IOException {
        try (RunningJar jar = site.plain("127.0.0.1:0").serve()) {
            site.assertServedBy(jar.urls().get(0));
        }
    }

    @Test
    void outputNeedsNoSwitchToBeUnbuffered() throws IOException {
        try (RunningJar jar = site.plain("127.0.0.1:0").serve()) {
            curl(jar.urls().get(0) + "/somefile?seen");
            jar.await(() -> jar.out().contains("\"GET /somefile?seen HTTP/1.1\" 200 9"));
        }
    }

    @Test
    void nonPrivilegedUserStartsTheServerDirectly() throws IOException {
        assumeRoot();
        Launch launch = asNobody(site.plain("127.0.0.1:0"));
        try (RunningJar jar = launch.serve()) {
            site.assertServedBy(jar.urls().get(0));
            assertThat(Files.readString(Path.of("/proc/" + jar.pid() + "/status")))
                    .containsPattern("Uid:\t65534\t65534");
        }
    }

    @Test
    void privilegedPortsAreRefusedToThatUserInOneSentence() throws IOException {
        assumeRoot();
        int port = freePrivilegedPort();
        Outcome outcome = asNobody(site.plain("127.0.0.1:" + port)).run();
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines())
                .hasSize(2)
                .last()
                .asString()
                .contains("Cannot listen on 127.0.0.1:" + port)
                .contains("CAP_NET_BIND_SERVICE");
    }

    @Test
    void capNetBindServiceOpensPrivilegedPorts() throws IOException {
        assumeRoot();
        int port = freePrivilegedPort();
        Launch launch = asNobody(
                site.plain("127.0.0.1:" + port), "--inh-caps=+net_bind_service", "--ambient-caps=+net_bind_service");
        try (RunningJar jar = launch.serve()) {
            site.assertServedBy(jar.urls().get(0));
        }
    }

    // The TODO list

    @Test
    void threadsAreReusedBetweenRequests() throws IOException {
        try (RunningJar jar = site.plain("127.0.0.1:0").serve()) {
            site.assertServedBy(jar.urls().get(0));
            int before = threads(jar);
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), jar.port(0));
                socket.setSoTimeout(60_000);
                socket.getOutputStream()
                        .write("GET /somefile HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
                open.add(socket);
            }
            assertThat(threads(jar)).isLessThan(before + 30); // the virtual machine adds some of its own
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void implementationUsesSendfileForLargeFiles() throws IOException, InterruptedException {
        long first = 2 << 20; // of what is larger: the rest is faster in pieces
        site.addSparse("big", first - 1);
        site.addSparse("bigger", 30_000_000);
        Path trace = site.directory().resolve("trace");
        try (RunningJar jar = site.plain("127.0.0.1:0").serve()) {
            site.assertServedBy(jar.urls().get(0));
            String pid = Long.toString(jar.pid());
            Process strace = new ProcessBuilder(
                            "strace", "-qq", "-f", "-e", "trace=sendfile", "-o", trace.toString(), "-p", pid)
                    .inheritIO()
                    .start();
            try {
                jar.await(() ->
                        !Files.readString(Path.of("/proc/" + pid + "/status")).contains("TracerPid:\t0\n"));
                Path copy = site.directory().resolve("copy");
                Tool.run("curl", "-sS", "-o", copy.toString(), jar.urls().get(0) + "/big");
                assertThat(copy).hasSize(first - 1);
                Tool.run("curl", "-sS", "-o", copy.toString(), jar.urls().get(0) + "/bigger");
                assertThat(copy).hasSize(30_000_000);
            } finally {
                strace.destroy(); // it lets go of the traced process
                assertThat(strace.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
            long sent = Pattern.compile("sendfile.*= (\\d+)$", Pattern.MULTILINE)
                    .matcher(Files.readString(trace))
                    .results()
                    .mapToLong(match -> Long.parseLong(match.group(1)))
                    .sum();
            assertThat(sent).isEqualTo(first - 1 + first);
        }
    }

    @Test
    void rangedQueries() throws IOException {
        try (RunningJar jar = site.plain("127.0.0.1:0").serve()) {
            String url = jar.urls().get(0) + "/somefile";
            assertRange(url, "0-3", "0-3/9", "some");
            assertRange(url, "5-", "5-8/9", "file");
            assertRange(url, "-4", "5-8/9", "file");
        }
    }

    private static void assertRange(String url, String range, String sent, String content) throws IOException {
        assertThat(curl("-r", range, url))
                .startsWith("HTTP/1.1 206 ")
                .containsIgnoringCase("content-range: bytes " + sent + "\r\n")
                .endsWith("\r\n\r\n" + content);
    }

    private Launch asNobody(Launch launch, String... capabilities) throws IOException {
        Path copy = Files.copy(Launch.JAR, site.directory().resolve("jminihttpd.jar"));
        for (Path file : List.of(copy, Path.of(launch.arguments().get(1)))) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
        List<String> setpriv =
                new ArrayList<>(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--init-groups"));
        setpriv.addAll(List.of(capabilities));
        return launch.jar(copy).in(site.directory()).behind(setpriv.toArray(String[]::new));
    }

    private static int threads(RunningJar jar) throws IOException {
        var found = Pattern.compile("Threads:\t(\\d+)")
                .matcher(Files.readString(Path.of("/proc/" + jar.pid() + "/status")));
        assertThat(found.find()).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static void assumeRoot() {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become another user or mount");
    }

    private static int freePrivilegedPort() throws IOException {
        String first = Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start"))
                .get(0);
        assumeTrue(Integer.parseInt(first) > 1023, "this system has no privileged ports");
        for (int port = 1023; port > 600; port--) {
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // the next one then
            }
        }
        throw new IOException("every privileged port is taken");
    }
}
