package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jminihttpd.destination.files.StaticServer.Transport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which symbolic links are followed, also from the table of hot files. */
@Tag("lane")
@Timeout(60)
class SymlinkTests {

    private final Path root;
    private final Path outside;

    SymlinkTests(@TempDir Path directory) throws IOException {
        outside = Files.createDirectories(directory.resolve("root-outside"));
        root = Files.createSymbolicLink(
                directory.resolve("root"), Files.createDirectories(directory.resolve("release-1")));
    }

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectories(root.resolve("d/sub"));
        Files.writeString(root.resolve("d/f"), "inside");
        Files.createDirectories(outside.resolve("sub"));
        Files.writeString(outside.resolve("f"), "secret");
        Files.writeString(outside.resolve("sub/f"), "secret");
        link("file", "d/f");
        link("directory", "d");
        link("d/up", "../d/f");
        link("chain", "chain2");
        link("chain2", "directory/up");
        link("there-and-back", "../release-1/d/f");
        link("absolute", root.toRealPath().resolve("d/f").toString());
        link("through-root-link", root.resolve("d/f").toString());
        link("out", outside.resolve("f").toString());
        link("out-directory", "../root-outside");
        link("out-chain", "out");
        link("out-and-in", "../root-outside/back");
        Files.createSymbolicLink(outside.resolve("back"), root.resolve("d/f"));
        link("dangling", "nothing");
        link("loop", "loop2");
        link("loop2", "loop");
        link("self", "self/x");
        Files.createDirectories(root.resolve("indexed-in"));
        link("indexed-in/index.html", "../d/f");
        Files.createDirectories(root.resolve("indexed-out"));
        link("indexed-out/index.html", outside.resolve("f").toString());
        Files.createDirectories(root.resolve("indexed-directory/index.html"));
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    /** What each policy answers: a body, or a status. */
    @ParameterizedTest
    @CsvSource({
        "/d/f, inside, inside, inside",
        "/file, inside, inside, 404",
        "/directory/f, inside, inside, 404",
        "/directory, 301, 301, 404",
        "/directory/, 200, 200, 404",
        "/d/up, inside, inside, 404",
        "/directory/up, inside, inside, 404",
        "/chain, inside, inside, 404",
        "/there-and-back, inside, inside, 404",
        "/absolute, inside, inside, 404",
        "/through-root-link, inside, inside, 404",
        "/out, 404, secret, 404",
        "/out-directory, 404, 301, 404",
        "/out-directory/, 404, 200, 404",
        "/out-directory/f, 404, secret, 404",
        "/out-directory/sub/f, 404, secret, 404",
        "/out-chain, 404, secret, 404",
        "/out-and-in, inside, inside, 404",
        "/dangling, 404, 404, 404",
        "/loop, 404, 404, 404",
        "/loop/, 404, 404, 404",
        "/self, 404, 404, 404",
        "/indexed-in/, inside, inside, 200",
        "/indexed-out/, 200, secret, 200",
        "/indexed-directory/, 200, 200, 200",
        "/file/, 404, 404, 404",
        "/file/f, 404, 404, 404"
    })
    void policyDecides(String target, String inside, String follow, String never) throws Exception {
        assertAnswer("inside", target, inside);
        assertAnswer("follow", target, follow);
        assertAnswer("never", target, never);
    }

    private void assertAnswer(String policy, String target, String expected) throws Exception {
        try (StaticServer server = new StaticServer(root, "symlinks=" + policy)) {
            Thread.sleep(25); // so that files may be kept
            for (int round = 0; round < 3; round++) {
                HttpResponse<String> answer = get(server, target);
                if (expected.matches("\\d+")) {
                    assertThat(answer.statusCode()).as(policy).isEqualTo(Integer.parseInt(expected));
                    assertThat(answer.body()).doesNotContain("secret");
                } else {
                    assertThat(answer.body()).as(policy).isEqualTo(expected);
                }
            }
        }
    }

    /** Nothing about the file changes, not even its inode: only the way to it leads out of the root now. */
    @ParameterizedTest
    @ValueSource(strings = {"inside", "never"})
    void keptFileIsNotServedOnceItsDirectoryMovedOut(String policy) throws Exception {
        for (String content : new String[] {"inside", "x".repeat(300_000)}) { // kept in memory, kept open
            Files.writeString(root.resolve("d/f"), content);
            try (StaticServer server = new StaticServer(root, "symlinks=" + policy)) {
                warm(server, "/d/f", content);
                Files.move(root.resolve("d"), outside.resolve("d"));
                link("d", outside.resolve("d").toString());
                assertThat(get(server, "/d/f").statusCode()).isEqualTo(404);
                Files.delete(root.resolve("d"));
                Files.move(outside.resolve("d"), root.resolve("d"));
                assertThat(get(server, "/d/f").body()).isEqualTo(content);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"inside", "never"})
    void keptFileIsNotServedOnceItIsALinkToTheOutside(String policy) throws Exception {
        Files.createLink(outside.resolve("same-inode"), root.resolve("d/f"));
        try (StaticServer server = new StaticServer(root, "symlinks=" + policy)) {
            warm(server, "/d/f", "inside");
            Files.delete(root.resolve("d/f"));
            link("d/f", outside.resolve("same-inode").toString());
            assertThat(get(server, "/d/f").statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chain", "/directory/f", "/file"})
    void keptFileIsNotServedOnceALinkOnItsWayLeadsOut(String target) throws Exception {
        try (StaticServer server = new StaticServer(root)) {
            warm(server, target, "inside");
            Path link = root.resolve(target.equals("/file") ? "file" : "directory");
            Files.delete(link);
            Files.createSymbolicLink(link, target.equals("/file") ? outside.resolve("f") : outside);
            assertThat(get(server, target).statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"inside", "never", "follow"})
    void newReleaseBehindTheRootIsSeenAtOnce(String policy) throws Exception {
        Path next = Files.createDirectories(outside.resolveSibling("release-2/d"));
        Files.writeString(next.resolve("f"), "second");
        try (StaticServer server = new StaticServer(root, "symlinks=" + policy)) {
            warm(server, "/d/f", "inside");
            Files.delete(root);
            Files.createSymbolicLink(root, next.getParent());
            assertThat(get(server, "/d/f").body()).isEqualTo("second");
        }
    }

    /** Until the file is kept and its answer, too: the third comes from the fast lane. */
    private static void warm(StaticServer server, String target, String content) throws Exception {
        Thread.sleep(25);
        for (int i = 0; i < 3; i++) {
            assertThat(get(server, target).body()).isEqualTo(content);
        }
    }

    private static HttpResponse<String> get(StaticServer server, String target) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(server.uri(Transport.PLAIN, target)).build();
        return server.client(Transport.PLAIN).send(request, BodyHandlers.ofString());
    }
}
