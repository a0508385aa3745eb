package org.jminihttpd.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jminihttpd.RunningServer;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.listen.TestLane;
import org.jminihttpd.route.CurrentRouteTable;
import org.jminihttpd.tls.TestCertificates;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever asks after a file was changed never gets what it was before, however often that was asked for. */
@Tag("lane")
@Timeout(120)
class StaleAnswersWireTests {

    private static final int CHANGES = 40;
    private static final int PLAIN = 0;
    private static final int TLS = 1;
    private static final String REQUEST = "GET /f.txt HTTP/1.1\r\nHost: a\r\n\r\n";

    enum Change {
        REPLACED,
        REWRITTEN
    }

    private final Path directory;
    private final Path site;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;

    StaleAnswersWireTests(@TempDir Path directory) throws IOException {
        this.directory = directory;
        site = Files.createDirectory(directory.resolve("site"));
    }

    /** Asks over and over; each time, what had been done before must show. */
    private interface Asking {
        void ask() throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsAnsweredFromBeforeAChange(Change change) throws Exception {
        change(change);
        CertificateProperties pair = TestCertificates.make(directory, "a", TestCertificates.EC);
        try (RunningServer server =
                RunningServer.start(directory, """
                [server]
                listen = 127.0.0.1:0
                listen_ssl = 127.0.0.1:0
                ssl_cert = %s
                ssl_key = %s
                access_log = off
                [routes]
                / = static:%s
                """.formatted(pair.certificate(), pair.key(), site))) {
            List<Thread> clients = new ArrayList<>();
            for (int listener : new int[] {PLAIN, TLS}) {
                for (int i = 0; i < 3; i++) {
                    RunningServer.Client one = server.connect(listener);
                    clients.add(client(() -> askOnce(one)));
                    RunningServer.Client two = server.connect(listener);
                    clients.add(client(() -> askTwice(two)));
                }
            }
            URI uri = URI.create(server.listeners().get(TLS).url() + "/f.txt");
            HttpClient http2 = HttpClient.newBuilder()
                    .sslContext(RunningServer.trustingAll())
                    .build();
            clients.add(client(() -> askHttp2(http2, uri)));
            HotAnswers table = server.bean(CurrentRouteTable.class).table().hotAnswers();
            int hot = 0;
            while (begun.get() < CHANGES && failures.isEmpty()) {
                Thread.sleep(25); // a file this young is not kept
                int before = answers.get();
                while (answers.get() < before + 50 && failures.isEmpty()) {
                    Thread.sleep(1);
                }
                hot += table.has("/f.txt") ? 1 : 0;
                change(change);
            }
            stopped = true;
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failures).isEmpty();
            assertThat(hot > CHANGES / 2).as(hot + " times hot").isEqualTo(TestLane.isOn());
        }
    }

    private void change(Change change) throws IOException {
        String content = "%010d".formatted(begun.incrementAndGet());
        if (change == Change.REPLACED) {
            Path next = Files.writeString(directory.resolve("next"), content);
            Files.move(
                    next, site.resolve("f.txt"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.writeString(site.resolve("f.txt"), content);
        }
        done.incrementAndGet();
    }

    private Thread client(Asking asking) {
        Thread thread = new Thread(() -> {
            try {
                while (!stopped) {
                    asking.ask();
                }
            } catch (Throwable e) {
                failures.add(e);
            }
        });
        thread.start();
        return thread;
    }

    private void askOnce(RunningServer.Client client) throws IOException {
        int least = done.get();
        assertNew(least, read(client.send(REQUEST)));
    }

    /** The second request is sent while the first may be on its way to its answer. */
    private void askTwice(RunningServer.Client client) throws IOException {
        int first = done.get();
        client.send(REQUEST);
        int second = done.get();
        client.send(REQUEST);
        assertNew(first, read(client));
        assertNew(second, read(client));
    }

    private void askHttp2(HttpClient client, URI uri) throws IOException, InterruptedException {
        int least = done.get();
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertNew(least, answer.body());
    }

    /** @param least the change that was done when the request was sent */
    private void assertNew(int least, String body) {
        if (body.isEmpty()) { // seen between its truncation and its new content
            assertThat(begun.get()).isGreaterThan(least);
        } else {
            assertThat(Integer.parseInt(body)).isGreaterThanOrEqualTo(least);
        }
        answers.incrementAndGet();
    }

    private static String read(RunningServer.Client client) throws IOException {
        String head = client.head();
        assertThat(head).startsWith("HTTP/1.1 200 ");
        int length = Integer.parseInt(head.replaceAll("(?is).*\r\ncontent-length: (\\d+)\r\n.*", "$1"));
        return new String(client.read(length), StandardCharsets.US_ASCII);
    }
}
