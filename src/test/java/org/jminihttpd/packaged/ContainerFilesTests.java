package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The files for Compose and Kubernetes fit the image of {@code deploy/docker/Dockerfile}; {@link ImageIT} builds it. */
class ContainerFilesTests {

    private static final Path DOCKER = Path.of("deploy", "docker");

    @Test
    void everyFileThatTheImageTakesIsThere() throws IOException {
        List<String> sources = new ArrayList<>();
        for (String copy : dockerfile("(?m)^COPY (?!--)(.*) \\S+$").toList()) {
            sources.addAll(List.of(copy.split(" ", 0)));
        }
        sources.remove("target/jminihttpd.jar");
        assertThat(sources).contains("deploy/launch").map(Path::of).allMatch(Files::exists);
    }

    @Test
    void composeFileFitsTheImage() throws IOException {
        var service = at(yaml(DOCKER.resolve("compose.yaml")).get(0), "services", "jminihttpd");
        assertThat(texts(service, "ports")).allMatch(port -> exposed().contains(port.substring(port.indexOf(':') + 1)));
        assertThat(texts(service, "volumes")).hasSize(2).allSatisfy(volume -> {
            String[] parts = volume.split(":", 0);
            assertThat(DOCKER.resolve(parts[0])).exists();
            assertThat(paths()).contains(parts[1]);
        });
        assertThat(service).containsEntry("read_only", true);
    }

    @Test
    void kubernetesObjectsFitTheImageAndEachOther() throws IOException {
        List<Map<String, Object>> objects = yaml(Path.of("deploy", "kubernetes", "jminihttpd.yaml"));
        assertThat(objects)
                .extracting(object -> object.get("kind"))
                .containsExactly(
                        "ConfigMap",
                        "ConfigMap",
                        "Deployment",
                        "Service",
                        "HorizontalPodAutoscaler",
                        "PodDisruptionBudget");
        var pod = at(objects.get(2), "spec", "template", "spec");
        String user = dockerfile("(?m)^USER (\\d+):").findFirst().orElseThrow();
        assertThat(at(pod, "securityContext")).containsEntry("runAsUser", Integer.valueOf(user));
        var container = maps(pod, "containers").get(0);
        assertThat(at(container, "securityContext")).containsEntry("readOnlyRootFilesystem", true);

        String configuration = Objects.toString(at(objects.get(0), "data").get("jminihttpd.conf"));
        List<String> listened =
                matches("(?m)^listen\\w* = (\\d+)$", configuration).toList();
        List<Map<String, Object>> ports = maps(container, "ports");
        assertThat(ports)
                .extracting(port -> String.valueOf(port.get("containerPort")))
                .containsExactlyElementsOf(listened);
        assertThat(listened).containsAll(exposed());
        List<Object> names = ports.stream().map(port -> port.get("name")).toList();
        assertThat(maps(at(objects.get(3), "spec"), "ports")).allMatch(port -> names.contains(port.get("targetPort")));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(at(container, probe, "httpGet")).containsEntry("port", "management");
        }

        List<Map<String, Object>> volumes = maps(pod, "volumes");
        assertThat(maps(container, "volumeMounts"))
                .extracting(mount -> mount.get("name"))
                .containsExactlyElementsOf(
                        volumes.stream().map(volume -> volume.get("name")).toList());
        assertThat(maps(container, "volumeMounts"))
                .extracting(mount -> mount.get("mountPath"))
                .contains("/etc/jminihttpd", "/srv/www");
        assertThat(objects.subList(3, 6)).allMatch(object -> object.toString().contains("jminihttpd"));
    }

    /** The ports of the image. */
    private static List<String> exposed() {
        return dockerfile("(?m)^EXPOSE (.*)$")
                .flatMap(ports -> Stream.of(ports.split(" ", 0)))
                .toList();
    }

    /** Where the image has its configuration and its site. */
    private static List<String> paths() {
        return Stream.concat(dockerfile("JMINIHTTPD_CONFIG=(\\S+)"), dockerfile("(?m)^COPY \\S+index.html (\\S+)/$"))
                .toList();
    }

    private static Stream<String> dockerfile(String pattern) {
        try {
            return matches(pattern, Files.readString(DOCKER.resolve("Dockerfile")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Stream<String> matches(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map((MatchResult match) -> match.group(1));
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> yaml(Path file) throws IOException {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Object document : new Yaml().loadAll(Files.readString(file))) {
            documents.add((Map<String, Object>) document);
        }
        return documents;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> at(Map<String, Object> object, String... path) {
        Map<String, Object> found = object;
        for (String name : path) {
            found = (Map<String, Object>) Objects.requireNonNull(found.get(name));
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Map<String, Object> object, String name) {
        return (List<Map<String, Object>>) Objects.requireNonNull(object.get(name));
    }

    @SuppressWarnings("unchecked")
    private static List<String> texts(Map<String, Object> object, String name) {
        return (List<String>) Objects.requireNonNull(object.get(name));
    }
}
