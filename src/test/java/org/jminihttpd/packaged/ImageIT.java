package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image, built from this machine's files and run as a container runs, and the configuration for Kubernetes. */
class ImageIT {

    @Test
    void imageRunsReadOnlyAsAnotherUserFromItsArchive(@TempDir Path directory) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can build and run it without a daemon");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/buildah")), "the package buildah is missing");
        assumeTrue(Runtime.version().feature() >= 25, "the image has the JDK that runs the tests, from 25 on");
        Path script = directory.resolve("image.sh");
        try (var source = ImageIT.class.getResourceAsStream("image.sh")) {
            Files.copy(Objects.requireNonNull(source), script);
        }
        assertThat(Tool.run(
                        "unshare",
                        "--mount",
                        "--net",
                        "--propagation=private",
                        "bash",
                        script.toString(),
                        Files.createDirectory(directory.resolve("work")).toString(),
                        System.getProperty("java.home")))
                .isEqualTo("""
                        user, signal, ports: 10001:10001 SIGTERM map[8080/tcp:{} 8443/tcp:{}]
                        health check: [CMD /usr/share/jminihttpd/launch --health]
                        page: It works
                        health: http://127.0.0.1:8080/actuator/health: UP (HTTP 200)
                        uid: 10001
                        archive in use: yes
                        epoll in use: yes
                        root: Read-only
                        stopped: 143
                        warnings: 0
                        """);
    }

    /** Kubernetes puts every file behind two links, of which it turns the second to renew all files at once. */
    @Test
    void kubernetesServesItsVolumesAndTakesUpARenewedCertificate(@TempDir Path directory) throws IOException {
        var objects = ContainerFilesTests.yaml(Path.of("deploy", "kubernetes", "jminihttpd.yaml"));
        Path etc = Files.createDirectory(directory.resolve("etc"));
        Path site = Files.createDirectory(directory.resolve("www"));
        String configuration = text(objects.get(0), "jminihttpd.conf")
                .replace("/etc/jminihttpd", etc.toString())
                .replace("/srv/www", site.toString())
                .replaceAll("(?m)^(listen\\w*) = \\d+$", "$1 = 127.0.0.1:0");
        volume(etc, "1", Map.of("jminihttpd.conf", configuration), "first");
        volume(site, "1", Map.of("index.html", text(objects.get(1), "index.html")), "");

        try (RunningJar jar =
                Launch.of("-c", etc.resolve("jminihttpd.conf").toString()).serve(3)) {
            assertThat(Tool.curl(jar.urls().get(0) + "/"))
                    .startsWith("HTTP/1.1 200")
                    .contains("It works");
            for (String path : Files.readAllLines(Path.of("deploy", "kubernetes", "jminihttpd.yaml"))) {
                if (path.contains("path: /")) { // of a probe
                    assertThat(Tool.curl(jar.urls().get(2) + path.substring(path.indexOf('/'))))
                            .startsWith("HTTP/1.1 200");
                }
            }
            assertThat(subject(jar)).contains("CN = first");
            volume(etc, "2", Map.of("jminihttpd.conf", configuration), "second");
            jar.await(() -> subject(jar).contains("CN = second"));
        }
    }

    private static String subject(RunningJar jar) throws IOException {
        return Tool.run("openssl", "s_client", "-connect", "127.0.0.1:" + jar.port(1));
    }

    private static String text(Map<String, Object> configMap, String key) {
        return (String)
                Objects.requireNonNull(ContainerFilesTests.at(configMap, "data").get(key));
    }

    /** Writes a volume as kubelet does, with a certificate of that name, and turns the link to it. */
    private static void volume(Path mount, String version, Map<String, String> files, String certificate)
            throws IOException {
        Path data = Files.createDirectory(mount.resolve("..2026_" + version));
        for (var file : files.entrySet()) {
            Files.writeString(data.resolve(file.getKey()), file.getValue());
        }
        if (!certificate.isEmpty()) {
            Path tls = Files.createDirectory(data.resolve("tls"));
            TestCertificates.make(tls, certificate, TestCertificates.EC);
            Files.move(tls.resolve(certificate + ".crt"), tls.resolve("tls.crt"));
            Files.move(tls.resolve(certificate + ".key"), tls.resolve("tls.key"));
        }
        Path next = Files.createSymbolicLink(mount.resolve("..data_tmp"), data.getFileName());
        Files.move(next, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var names = Files.list(data)) {
            for (Path name : names.toList()) {
                Path link = mount.resolve(name.getFileName());
                if (!Files.isSymbolicLink(link)) {
                    Files.createSymbolicLink(link, Path.of("..data").resolve(name.getFileName()));
                }
            }
        }
    }
}
