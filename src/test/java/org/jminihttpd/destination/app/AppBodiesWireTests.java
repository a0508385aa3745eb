package org.jminihttpd.destination.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jminihttpd.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Bodies between clients and applications, on the server's Spring (/plain/) and on their own (/boot/). */
@ExtendWith(OutputCaptureExtension.class)
class AppBodiesWireTests {

    static Shop shop;

    static Stream<String> kinds() {
        return Stream.of("/plain/", "/boot/");
    }

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        shop = Shop.start(directory, "");
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eventsComeOneByOne(String at) throws Exception {
        try (RunningServer.Client raw = shop.server().connect(0)) {
            raw.send("GET " + at + "events HTTP/1.1\r\nHost: a\r\n\r\n");
            String first = readUntil(raw, "data:tick 0");
            assertThat(first).contains("text/event-stream").doesNotContain("tick 2");
            assertThat(readUntil(raw, "0\r\n\r\n")).contains("data:tick 1", "data:tick 2");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eventsAreCancelledWhenTheClientLeaves(String at) throws Exception {
        int before = Integer.parseInt(shop.get(at + "endless-cancelled").body());
        for (int listener : new int[] {0, 1, 2}) {
            try (RunningServer.Client raw = shop.server().connect(listener)) {
                raw.send("GET " + at + "endless HTTP/1.1\r\nHost: a\r\n\r\n");
                readUntil(raw, "data:one");
            }
        }
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(shop.get(at + "endless-cancelled").body()).isEqualTo("" + (before + 3)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void streamsOfSmallPiecesArriveWhole(String at) throws Exception {
        String expected =
                Stream.iterate(0, i -> i + 1).limit(5000).map(i -> i + "\n").reduce("", String::concat);
        assertThat(shop.get(at + "stream/5000").body()).isEqualTo(expected);
        String old = shop.server().send(0, "GET " + at + "stream/3 HTTP/1.0\r\n\r\n");
        assertThat(old).endsWith("\r\n\r\n0\n1\n2\n").doesNotContainIgnoringCase("chunked");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void bodiesOfAnySizeGoBothWaysOnEveryListener(String at) throws Exception {
        byte[] body = new byte[3_000_000];
        new Random(7).nextBytes(body);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        for (int listener : new int[] {0, 1, 2}) {
            try (RunningServer.Client raw = shop.server().connect(listener)) {
                raw.send("POST " + at
                        + "digest HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/octet-stream\r\n"
                        + "Content-Length: " + body.length + "\r\n\r\n");
                raw.send(new String(body, StandardCharsets.ISO_8859_1));
                assertThat(raw.rest()).endsWith(digest);
            }
            String down = shop.server()
                    .send(listener, "GET " + at + "bytes?mebibytes=3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(down.length()).as("listener " + listener).isGreaterThan(3 << 20);
            assertThat(down).endsWith("\r\n0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void filesAreSentWholeOnEveryListener(String at) throws Exception {
        byte[] content = new byte[700_000];
        new Random(8).nextBytes(content);
        Path file = Files.write(shop.directory().resolve("download.bin"), content);
        for (int listener : new int[] {0, 1, 2}) {
            String answer = shop.server()
                    .send(
                            listener,
                            "GET " + at + "file?path=" + file + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answer).containsIgnoringCase("content-length: 700000\r\n");
            assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4))
                    .as("listener " + listener)
                    .isEqualTo(new String(content, StandardCharsets.ISO_8859_1));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void multipartUploadsAreTakenAndLeaveNoFiles(String at) throws Exception {
        byte[] content = new byte[300_000];
        HttpResponse<String> answer = shop.client()
                .send(
                        HttpRequest.newBuilder(shop.uri(at + "upload"))
                                .header("Content-Type", "multipart/form-data; boundary=b")
                                .POST(BodyPublishers.ofByteArray(multipart(content)))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("a note picture.png 300000");
        for (int i = 0; i < 30; i++) { // BAD_INPUTS row 19: uploads that break off
            try (RunningServer.Client raw = shop.server().connect(0)) {
                raw.send(
                        "POST " + at + "upload HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                                + "Content-Length: 400000\r\n\r\n");
                raw.send(new String(multipart(content), 0, 200_000, StandardCharsets.ISO_8859_1));
            }
        }
        Awaitility.await().untilAsserted(() -> assertThat(partFiles()).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void bodyThatBreaksOffIsNeverTakenForCompleteNorForAFailureOfTheApplication(String at, CapturedOutput output)
            throws Exception {
        for (String framing :
                List.of("Content-Length: 9\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")) {
            for (int listener : new int[] {0, 1, 2}) {
                int before = bodies(at, "begun");
                try (RunningServer.Client raw = shop.server().connect(listener)) {
                    raw.send("POST " + at + "watched HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\n"
                            + framing);
                    Awaitility.await().until(() -> bodies(at, "begun") == before + 1);
                }
            }
        }
        awaitBrokenBodies(at);
        assertThat(output.getAll()).doesNotContain("watched failed\n", "onErrorDropped");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void bodyThatIsAnsweredWithAnErrorBeforeItsEndIsNeverTakenForComplete(String at) throws Exception {
        try (RunningServer.Client raw = shop.server().connect(0)) {
            raw.send("POST " + at + "hasty HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            assertThat(raw.head()).startsWith("HTTP/1.1 409 ");
        }
        awaitBrokenBodies(at);
    }

    private static void awaitBrokenBodies(String at) {
        Awaitility.await().untilAsserted(() -> {
            List<String> bodies = List.of(shop.get(at + "bodies").body().split(" "));
            assertThat(bodies).containsOnly("begun", "broken");
            assertThat(Collections.frequency(bodies, "broken")).isEqualTo(Collections.frequency(bodies, "begun"));
        });
    }

    @Test
    void uploadMayLastLongerThanTheAnswerMayTake() throws Exception {
        try (RunningServer.Client raw = shop.server().connect(0)) {
            raw.send("""
                    POST /plain/digest HTTP/1.1\r
                    Host: a\r
                    Connection: close\r
                    Content-Type: application/octet-stream\r
                    Content-Length: 9\r
                    \r
                    """);
            for (int i = 0; i < 9; i++) { // more than the 2 s of the route
                Thread.sleep(400);
                raw.send("x");
            }
            assertThat(raw.rest()).startsWith("HTTP/1.1 200 ");
        }
    }

    private static int bodies(String at, String what) throws Exception {
        return Collections.frequency(List.of(shop.get(at + "bodies").body().split(" ")), what);
    }

    private static byte[] multipart(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("""
                --b\r
                Content-Disposition: form-data; name="note"\r
                \r
                a note\r
                --b\r
                Content-Disposition: form-data; name="file"; filename="picture.png"\r
                Content-Type: image/png\r
                \r
                """.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(content);
        out.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    /** What Spring's multipart reader keeps on disk. */
    private static List<Path> partFiles() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (Stream<Path> files = Files.walk(temporary, 2)) {
            return files.filter(file -> file.toString().matches(".*/spring-multipart[^/]*/.*\\.multipart"))
                    .toList();
        } catch (UncheckedIOException changing) {
            return partFiles();
        }
    }

    private static String readUntil(RunningServer.Client raw, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            text.append(new String(raw.read(1), StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }
}
