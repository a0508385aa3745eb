package org.jminihttpd.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jminihttpd.guard.Wire;

/**
 * Clients that send many requests at once, of all kinds, and look at every byte of what comes back. So many requests as
 * the system property {@code pipelined.requests} says.
 */
public final class PipelinedMix {

    private static final int REQUESTS = Integer.getInteger("pipelined.requests", 2000);
    private static final int MOST_AT_ONCE = 80;

    /** What is above the size that is kept in memory. */
    private static final String LARGE = "0123456789".repeat(20_000);

    private static final String APPLICATION = """
            import time

            def application(environ, start_response):
                time.sleep(int(environ["QUERY_STRING"]) / 1000)
                body = environ["wsgi.input"].read() or b"slow"
                start_response("200 OK", [("Content-Length", str(len(body)))])
                return [body]
            """;

    /** A way to the server. */
    @FunctionalInterface
    public interface Connecting {
        Wire connect() throws IOException;
    }

    /** What is sent, and the status and the body that must come back; of HEAD no body, whatever its fields say. */
    private record Exchange(String method, String target, String fields, String body, String answer) {}

    private final Random random;
    private final Connecting server;

    private PipelinedMix(long seed, Connecting server) {
        this.random = new Random(seed);
        this.server = server;
    }

    /** Makes what is asked for, and gives the lines of {@code [routes]} that serve it. */
    public static String routes(Path directory) throws IOException {
        Path site = Files.createDirectory(directory.resolve("mix"));
        Files.createDirectory(site.resolve("dir"));
        for (int i = 0; i < 4; i++) {
            Files.writeString(site.resolve(i + ".txt"), content(i));
        }
        Files.writeString(site.resolve("large.txt"), LARGE);
        Path application = Files.writeString(directory.resolve("mix.py"), APPLICATION);
        return "/ = static:%s\n/slow = wsgi:%s\n[route /slow]\npython = /usr/bin/python3\nthreads = 8\n"
                .formatted(site, application);
    }

    /** Asks until there were enough requests, on one connection after the other. */
    public static void run(long seed, Connecting server) throws IOException, InterruptedException {
        PipelinedMix mix = new PipelinedMix(seed, server);
        for (int asked = 0; asked < REQUESTS; ) {
            asked += mix.pipeline();
        }
    }

    private static String content(int file) {
        return ("<" + file + ">").repeat(1 + file * 4000);
    }

    private int pipeline() throws IOException, InterruptedException {
        int count = 1 + random.nextInt(MOST_AT_ONCE);
        StringBuilder bytes = new StringBuilder();
        List<Exchange> exchanges = new ArrayList<>();
        boolean old = random.nextBoolean();
        for (int i = 0; i < count; i++) {
            Exchange exchange = exchange(random.nextInt(4));
            boolean last = i == count - 1;
            bytes.append("%s %s HTTP/1.%d\r\nHost: a\r\n%s%s\r\n%s"
                    .formatted(
                            exchange.method,
                            exchange.target,
                            last && old ? 0 : 1,
                            last && !old ? "Connection: close\r\n" : "",
                            exchange.fields,
                            exchange.body));
            exchanges.add(exchange);
        }
        if (random.nextBoolean()) { // nobody may see it: it stands behind the last
            bytes.append("GET /0.txt HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        try (Wire wire = server.connect()) {
            Thread sender = sender(wire, bytes.toString(), random.nextLong());
            for (Exchange exchange : exchanges) {
                Reply reply = Reply.read(wire, exchange.method.equals("HEAD"));
                assertThat(reply.status() + " " + reply.body())
                        .as(exchange.toString())
                        .isEqualTo(exchange.answer);
            }
            assertThat(wire.rest()).isEmpty();
            sender.join();
        }
        return count;
    }

    private Exchange exchange(int file) {
        String target = "/" + file + ".txt";
        String content = content(file);
        return switch (random.nextInt(10)) {
            case 0 -> new Exchange("HEAD", target, "", "", "200 ");
            case 1 -> new Exchange("GET", target, "Range: bytes=0-2\r\n", "", "206 " + content.substring(0, 3));
            case 2 -> new Exchange("HEAD", "/no" + file, "", "", "404 ");
            case 3 -> new Exchange("GET", "/dir/", "Accept: application/json\r\n", "", "200 []\n");
            case 4 -> new Exchange("GET", "/slow?" + random.nextInt(5), "", "", "200 slow");
            case 5 ->
                new Exchange(
                        "POST",
                        "/slow?" + random.nextInt(5),
                        "Content-Length: " + content.length() + "\r\n",
                        content,
                        "200 " + content);
            case 6 ->
                new Exchange(
                        "GET",
                        "/large.txt",
                        "Range: bytes=" + file + "-199999\r\n",
                        "",
                        "206 " + LARGE.substring(file));
            default -> new Exchange("GET", target, "", "", "200 " + content);
        };
    }

    /** All at once, or in pieces that end anywhere. */
    private static Thread sender(Wire wire, String all, long seed) {
        Random random = new Random(seed);
        boolean whole = random.nextBoolean();
        Thread thread = new Thread(() -> {
            for (int from = 0, to; from < all.length(); from = to) {
                to = whole ? all.length() : Math.min(all.length(), from + 1 + random.nextInt(2000));
                wire.sendIfWanted(all.substring(from, to));
            }
        });
        thread.start();
        return thread;
    }

    /** One answer, read to its end and no further. */
    private record Reply(String head, String body) {

        String status() {
            return head.substring(9, 12);
        }

        static Reply read(Wire wire, boolean toHead) throws IOException {
            String head = until(wire, "\r\n\r\n");
            String lower = head.toLowerCase(java.util.Locale.ROOT);
            if (toHead) {
                return new Reply(head, "");
            }
            if (lower.contains("transfer-encoding: chunked")) {
                StringBuilder body = new StringBuilder();
                while (true) {
                    int size = Integer.parseInt(until(wire, "\r\n").trim(), 16);
                    body.append(new String(wire.read(size), StandardCharsets.ISO_8859_1));
                    wire.read(2);
                    if (size == 0) {
                        return new Reply(head, body.toString());
                    }
                }
            }
            if (!lower.contains("content-length: ")) {
                return new Reply(head, wire.rest()); // HTTP/1.0: to the end
            }
            int length = Integer.parseInt(lower.replaceAll("(?s).*\r\ncontent-length: (\\d+)\r\n.*", "$1"));
            return new Reply(head, new String(wire.read(length), StandardCharsets.ISO_8859_1));
        }

        private static String until(Wire wire, String end) throws IOException {
            StringBuilder text = new StringBuilder();
            while (text.length() < end.length() || text.indexOf(end, text.length() - end.length()) < 0) {
                int next = wire.read();
                if (next < 0) {
                    throw new IOException("closed after \"" + text + "\"");
                }
                text.append((char) next);
            }
            return text.toString();
        }
    }
}
