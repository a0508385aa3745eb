package org.jminihttpd.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jminihttpd.badinput.EveryListener.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths that try to get at what is not served. */
@Tag("lane")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class PathsWireTests {

    private static final String SECRET = "the-secret";

    private EveryListener server;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Path root = Files.createDirectories(directory.resolve("static"));
        file(root.resolve("f.txt"), "public");
        file(root.resolve("a.txt"), "public");
        file(root.resolve("a/b.txt"), "public");
        file(root.resolve("sub/f.txt"), "public");
        file(root.resolve("a/.b/c"), SECRET);
        file(root.resolve(".git/config"), SECRET);
        file(root.resolve(".env"), SECRET);
        file(root.resolve("sub/.well-known/x"), SECRET);
        file(root.resolve(".well-known/acme-challenge/x"), "proof");
        file(root.resolve(".well-known/.hidden"), SECRET);
        file(directory.resolve("static-secret/x"), SECRET);
        file(directory.resolve("secret.txt"), SECRET);
        file(directory.resolve("private/secret.txt"), SECRET);
        file(root.resolve("shadowed/secret.txt"), SECRET);
        file(directory.resolve("instead/x"), "public");
        Path inside = Files.createDirectories(directory.resolve("inside"));
        server = EveryListener.start(inside, """
                [routes]
                / = static:%1$s
                /bare/ = static:%1$s
                /shadowed/ = static:%2$s/instead
                /file = static:%1$s/f.txt
                /old/ = redirect:/sub/
                """.formatted(root, directory));
    }

    private static void file(Path path, String content) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    @AfterAll
    void stop() throws IOException {
        try {
            server.assertUnhurt("/f.txt");
        } finally {
            server.close();
        }
    }

    /** A status, or several; 0 where HTTP/2 itself forbids the bytes and the stream is reset. */
    @ParameterizedTest
    @CsvSource({
        // 1: dot-dot, encoded, double-encoded
        "/../secret.txt, 404",
        "/../../../../../../etc/passwd, 404",
        "/%2e%2e/secret.txt, 404",
        "/.%2e/secret.txt, 404",
        "/%2e./secret.txt, 404",
        "/%2E%2E/secret.txt, 404",
        "/%252e%252e/secret.txt, 404",
        "/a/..%2f..%2fsecret.txt, 400",
        "/a/%2e%2e%2f%2e%2e%2fsecret.txt, 400",
        "/../static-secret/x, 404",
        "/%2e%2e/static-secret/x, 404",
        "/bare/../static-secret/x, 404",
        "/bare/%2e%2e/static-secret/x, 404",
        "/bare/../../secret.txt, 404",
        "/bare-secret/x, 404",
        "/bare/.../secret.txt, 404",
        "/a/./../f.txt, 200",
        "/..;/secret.txt, 404",
        // 2: back-slash, drive, colon, encoded slash
        "/private%5csecret.txt, 400",
        "/..%5csecret.txt, 400",
        "/..\\secret.txt, 400",
        "/C:/secret.txt, 404",
        "/a%2fb.txt, 400",
        "/a%2Fb.txt, 400",
        "//shadowed/secret.txt, 404",
        "/shadowed//secret.txt, 404",
        "/x/../shadowed/secret.txt, 404",
        "/%73hadowed/secret.txt, 404",
        "/x;/..;/shadowed/, 404",
        "/f.txt%00.html, 400",
        // 3: NUL and control bytes, broken escapes, disguised UTF-8
        "/f%00.txt, 400",
        "/%, 400",
        "/%z, 400",
        "/%zz, 400",
        "/%2, 400",
        "/f.txt%, 400",
        "/%c0%ae%c0%ae/secret.txt, 400",
        "/%e0%80%ae%e0%80%ae/secret.txt, 400",
        "/%c0%afsecret.txt, 400",
        "/%ef%bc%8e%ef%bc%8e/secret.txt, 404",
        "/%01, 400",
        "/%7f, 400",
        "'/f\u0001.txt', 400 0",
        "'/f\u007f.txt', 400 0",
        "/f\u00e9.txt, 400 404",
        // 6: hidden files
        "/.git/config, 404",
        "/.git/, 404",
        "/.git, 404",
        "/.env, 404",
        "/a/.b/c, 404",
        "/%2eenv, 404",
        "/bare/.env, 404",
        "/x/../.env, 404",
        "/sub/.well-known/x, 404",
        "/.well-known/.hidden, 404",
        "/.well-known/acme-challenge/x, 200",
        "/.well-known/, 200",
        // 7: case
        "/F.TXT, 404",
        "/SHADOWED/secret.txt, 404",
        "/a.TXT, 404",
        // below a file route
        "/file, 200",
        "/file/, 404",
        "/file/x, 404",
        "/file/../secret.txt, 404",
        "/file/..%2f..%2fsecret.txt, 400"
    })
    void leadsNowhere(String target, String expected) throws IOException {
        for (Kind kind : Kind.values()) {
            Answer answer = server.get(kind, target);
            assertThat(expected.split(" ")).as(kind + " " + answer).contains(String.valueOf(answer.status()));
            assertThat(answer.toString())
                    .as(kind.toString())
                    .doesNotContain(SECRET)
                    .doesNotContain("root:");
        }
    }
}
