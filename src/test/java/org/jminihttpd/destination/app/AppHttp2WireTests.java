package org.jminihttpd.destination.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jminihttpd.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Applications over HTTP/2, by curl, whose windows are its own. */
class AppHttp2WireTests {

    @Test
    @Timeout(180)
    void uploadsAreNotHeldUpByTheirWindows(@TempDir Path directory) throws Exception {
        byte[] body = new byte[20_000_000];
        new Random(3).nextBytes(body);
        Path file = Files.write(directory.resolve("body"), body);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        try (RunningServer server =
                Shop.serve(directory, """
                [routes]
                /plain/ = app:%2$s
                /quick/ = app:%2$s
                [app /plain/]
                shop.trace = %1$s/trace
                [app /quick/]
                shop.trace = %1$s/trace2
                [route /quick/]
                blocking = no
                """.formatted(directory, ShopSources.plain(directory.resolve("plain.jar"))))) {
            String origin = "https://127.0.0.1:" + server.listeners().get(2).port();
            for (String at : List.of("/plain/", "/quick/")) {
                List<Process> uploads = IntStream.range(0, 4)
                        .mapToObj(i -> upload(origin + at + "digest", file, directory.resolve("answer" + i)))
                        .toList();
                for (int i = 0; i < 4; i++) {
                    assertThat(uploads.get(i).waitFor(80, TimeUnit.SECONDS))
                            .as("upload %d ends", i)
                            .isTrue();
                    assertThat(directory.resolve("answer" + i)).hasContent(digest + "\n2 200");
                }
            }
        }
    }

    private static Process upload(String url, Path file, Path answer) {
        try {
            return new ProcessBuilder(
                            "curl",
                            "-sk",
                            "--http2",
                            "-H",
                            "Content-Type: application/octet-stream",
                            "--data-binary",
                            "@" + file,
                            url,
                            "-w",
                            "\n%{http_version} %{http_code}")
                    .redirectOutput(answer.toFile())
                    .start();
        } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
