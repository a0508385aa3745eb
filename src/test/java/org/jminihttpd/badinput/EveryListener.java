package org.jminihttpd.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jminihttpd.JminihttpdApplication;
import org.jminihttpd.guard.Wire;
import org.jminihttpd.tls.TestCertificates;

/**
 * The program itself with a configuration file and every kind of listener, in a process of its own behind
 * systemd-socket-activate. Its heap is small, so that unbounded memory ends it; its locale is C, so that file names of
 * other encodings are not read right by chance.
 */
public final class EveryListener implements AutoCloseable {

    /** How a client reaches it. */
    public enum Kind {
        PLAIN,
        TLS,
        H2,
        UNIX,
        INHERITED
    }

    private static final Pattern LISTENING =
            Pattern.compile("Listening on (https?)://127\\.0\\.0\\.1:(\\d+) \\((.*)\\)");

    private final Process process;
    private final Path log;
    private final Path socketFile;
    private final int inheritedPort;
    private int plainPort;
    private int tlsPort;

    private EveryListener(Process process, Path log, Path socketFile, int inheritedPort) {
        this.process = process;
        this.log = log;
        this.socketFile = socketFile;
        this.inheritedPort = inheritedPort;
    }

    /**
     * Starts it and waits until every listener serves.
     *
     * @param directory for its files; must exist
     * @param more of the configuration: keys of {@code [server]}, then other sections
     */
    public static EveryListener start(Path directory, String more) throws IOException {
        return start(directory, more, List.of());
    }

    /**
     * As {@link #start(Path, String)}, by a command that starts what follows it in the same process.
     *
     * @param launcher for example {@code prlimit --nofile=256}
     */
    public static EveryListener start(Path directory, String more, List<String> launcher) throws IOException {
        Path socketFile = directory.resolve("s");
        Path configuration = directory.resolve("jminihttpd.conf");
        var certificate = TestCertificates.make(directory, "a", TestCertificates.EC);
        Files.writeString(configuration, """
                [server]
                listen = 127.0.0.1:0, unix:%s, sd:1
                listen_ssl = 127.0.0.1:0
                ssl_cert = %s
                ssl_key = %s
                access_log = off
                %s
                """.formatted(socketFile, certificate.certificate(), certificate.key(), more));
        Path log = directory.resolve("log");
        int port = freePort();
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(
                "systemd-socket-activate",
                "-l",
                "127.0.0.1:" + port,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                JminihttpdApplication.class.getName(),
                "-c",
                configuration.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        EveryListener server = new EveryListener(process, log, socketFile, port);
        try {
            server.await();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw new IllegalStateException(server.log(), e);
        }
    }

    private void await() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            new Socket(InetAddress.getLoopbackAddress(), inheritedPort).close(); // wakes the activation
            return true;
        });
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !process.isAlive() || isReady());
        if (!process.isAlive()) {
            throw new IllegalStateException("ended");
        }
    }

    private boolean isReady() throws IOException {
        String text = log();
        for (Matcher line = LISTENING.matcher(text); line.find(); ) {
            if (line.group(3).equals("plain")) {
                plainPort = Integer.parseInt(line.group(2));
            } else if (line.group(3).equals("TLS")) {
                tlsPort = Integer.parseInt(line.group(2));
            }
        }
        return plainPort > 0 && tlsPort > 0 && text.contains("on unix:") && text.contains("sd:1)");
    }

    /** A connection for bytes of any kind; that of {@link Kind#H2} has agreed on h2 and sent nothing. */
    public Wire open(Kind kind) throws IOException {
        return switch (kind) {
            case PLAIN -> Wire.plain(plainPort);
            case TLS -> Wire.tls(tlsPort, "http/1.1");
            case H2 -> Wire.tls(tlsPort, "h2");
            case UNIX -> Wire.unix(socketFile);
            case INHERITED -> Wire.plain(inheritedPort);
        };
    }

    /** Where browsers find the plain listener. */
    public String origin() {
        return "http://127.0.0.1:" + plainPort;
    }

    /** A connection for requests. */
    public Client connect(Kind kind) throws IOException {
        return kind == Kind.H2 ? new Http2Client(open(kind)) : new Http1Client(open(kind));
    }

    /** One request on a connection of its own; the arguments are those of {@link Client#send}. */
    public Answer send(Kind kind, String method, String target, String... fields) throws IOException {
        try (Client client = connect(kind)) {
            return client.send(method, target, fields);
        }
    }

    /** As {@link #send} with GET. */
    public Answer get(Kind kind, String target, String... fields) throws IOException {
        return send(kind, "GET", target, fields);
    }

    /** What it has printed. */
    public String log() throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1);
    }

    /** Its process id. */
    public long pid() {
        return process.pid(); // systemd-socket-activate has replaced itself by it
    }

    /** That it lives, answers on every listener and has logged neither stack traces nor more than some lines. */
    public void assertUnhurt(String target) throws IOException {
        for (Kind kind : Kind.values()) {
            assertThat(get(kind, target).status()).as(kind.toString()).isEqualTo(200);
        }
        assertThat(process.isAlive()).isTrue();
        assertThat(log()).doesNotContain("Exception").doesNotContain("\tat ").doesNotContain("LEAK");
        assertThat(log().lines().toList()).hasSizeLessThan(100);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
