package org.jminihttpd.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log of the packaged program: on standard output, read by somebody or not, and behind inherited sockets. */
@Timeout(180)
class AccessLogIT {

    private static final Pattern LISTENING = Pattern.compile("Listening on http://127\\.0\\.0\\.1:(\\d+) ");

    private final Path directory;
    private final List<Process> processes = new ArrayList<>();

    AccessLogIT(@TempDir Path directory) throws IOException {
        this.directory = directory;
        Files.writeString(Files.createDirectory(directory.resolve("www")).resolve("x"), "x");
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void linesGoToStandardOutputAndNoneIsLostAtTheEnd() throws Exception {
        Process server = start(List.of(), "listen = 127.0.0.1:0");
        BufferedReader output = server.inputReader();
        heads(port(output), 500);
        server.toHandle().destroy(); // Process.destroy would close the pipe
        List<String> lines = output.lines().toList();
        assertThat(lines.stream().filter(line -> line.contains("HEAD")))
                .hasSize(500)
                .allMatch(
                        line -> line.matches(
                                "127\\.0\\.0\\.1 - - \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}] \"HEAD /x HTTP/1\\.1\" 200 0"));
    }

    @Test
    void outputThatNobodyReadsHoldsNobodyUp() throws Exception {
        Process server = start(List.of(), "listen = 127.0.0.1:0");
        BufferedReader output = server.inputReader();
        int port = port(output);
        int count = 60_000; // 5 MB: more than the pipe and all buffers hold
        heads(port, count);
        server.toHandle().destroy(); // Process.destroy would close the pipe
        int lines = 0;
        int lost = 0;
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher said = Pattern.compile("The access log lost (\\d+) lines").matcher(line);
            lost += said.find() ? Integer.parseInt(said.group(1)) : 0;
            lines += line.matches("127\\.0\\.0\\.1 .* \"HEAD /x HTTP/1\\.1\" 200 0") ? 1 : 0;
        }
        assertThat(lost).isPositive();
        assertThat(lines + lost).isEqualTo(count);
    }

    @Test
    void inheritedSocketIsLoggedToo() throws Exception {
        int port;
        try (java.net.ServerSocket free = new java.net.ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path log = directory.resolve("access.log");
        start(List.of("systemd-socket-activate", "-l", "127.0.0.1:" + port), "listen = sd:1\naccess_log = json " + log);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                heads(port, 2);
                break;
            } catch (java.net.ConnectException notYet) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.sleep(50);
            }
        }
        LogFileLines lines = new LogFileLines(log);
        assertThat(lines.next())
                .startsWith("{\"time\":\"")
                .contains("\"remote\":\"127.0.0.1\",\"method\":\"HEAD\",\"target\":\"/x\"", "\"status\":200");
        assertThat(lines.next()).contains("\"protocol\":\"HTTP/1.1\",\"host\":\"h\"");
    }

    @Test
    void fileThatMayNotBeWrittenEndsTheStart() throws Exception {
        Process server = start(List.of(), "listen = 127.0.0.1:0\naccess_log = common /proc/access.log");
        String errors = new String(server.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(server.waitFor()).isEqualTo(78);
        assertThat(errors)
                .startsWith(directory.resolve("server.conf") + ":3: [server] access_log = common /proc/access.log\n  ");
    }

    private Process start(List<String> before, String server) throws IOException {
        Path file = Files.writeString(
                directory.resolve("server.conf"),
                "[server]\n%s\n[routes]\n/ = static:%s/www\n".formatted(server, directory));
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                "target/jminihttpd.jar",
                "-c",
                file.toString()));
        Process process = new ProcessBuilder(command).start();
        processes.add(process);
        return process;
    }

    private static int port(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                return Integer.parseInt(listening.group(1));
            }
        }
        throw new AssertionError("the server ended");
    }

    /** Asks so many times on one connection and waits for every answer. */
    private static void heads(int port, int count) throws IOException {
        byte[] request = "HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[64 << 10];
            int asked = 0;
            int answered = 0;
            int matched = 0;
            while (answered < count) {
                for (; asked < count && asked < answered + 20; asked++) {
                    socket.getOutputStream().write(request);
                }
                int size = in.read(buffer);
                assertThat(size).as("bytes after %d answers", answered).isPositive();
                for (int i = 0; i < size; i++) {
                    matched = buffer[i] == "\r\n\r\n".charAt(matched) ? matched + 1 : buffer[i] == '\r' ? 1 : 0;
                    if (matched == 4) {
                        answered++;
                        matched = 0;
                    }
                }
            }
        }
    }
}
