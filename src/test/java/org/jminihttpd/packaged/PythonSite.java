package org.jminihttpd.packaged;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The packaged jar with routes to Python scripts, on one plain listener or more. */
record PythonSite(RunningJar jar, Path directory) implements AutoCloseable {

    static final Path SCRIPTS =
            Path.of("src/test/resources/org/jminihttpd/packaged/python").toAbsolutePath();

    /** Debian's own: python3 of PATH may be another one, without Django. */
    static final String PYTHON = "/usr/bin/python3";

    /** Serves what the sections after {@code [server]} say; {@code @} stands for the directory of the test's scripts. */
    static PythonSite serve(Path directory, String sections) throws IOException {
        return serve(directory, "listen = 127.0.0.1:0", sections);
    }

    static PythonSite serve(Path directory, String server, String sections) throws IOException {
        String text = "[server]\n%s\n%s".formatted(server, sections).replace("@", SCRIPTS.toString());
        return new PythonSite(Launch.configured(directory, text).serve(), directory);
    }

    String url(String path) {
        return jar.urls().get(0) + path;
    }

    /** What curl prints of an answer: its head and its body. */
    String curl(String path, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(url(path));
        return Tool.curl(all.toArray(String[]::new)).replaceFirst("^HTTP/1.1 100 Continue\r\n\r\n", "");
    }

    /** The body of an answer. */
    String body(String path, String... arguments) throws IOException {
        String answer = curl(path, arguments);
        return answer.substring(answer.lastIndexOf("\r\n\r\n") + 4);
    }

    /** A request after which the connection stays open. */
    static String get(String path) {
        return "GET %s HTTP/1.1\r\nHost: h\r\n\r\n".formatted(path);
    }

    /** A request after which the connection ends. */
    static String lastGet(String path) {
        return "GET %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".formatted(path);
    }

    /** What the server prints, without access log. */
    String log() {
        return jar.out().replaceAll("(?m)^\\d+\\.\\d+\\.\\d+\\.\\d+ - .*\n", "");
    }

    /** The processes of workers, of all routes. */
    List<Long> workers() {
        return ProcessHandle.of(jar.pid()).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
    }

    Raw raw() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), jar.port(0));
        socket.setSoTimeout(60_000);
        return new Raw(socket, socket.getInputStream(), socket.getOutputStream());
    }

    @Override
    public void close() throws IOException {
        jar.close();
    }

    /** A connection that sends what it is told to, byte for byte. */
    record Raw(Socket socket, InputStream in, OutputStream out) implements AutoCloseable {

        Raw send(String latin1) throws IOException {
            out.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return this;
        }

        /** All up to and with some text. */
        String until(String text) throws IOException {
            StringBuilder all = new StringBuilder();
            while (all.indexOf(text) < 0) {
                int octet = in.read();
                if (octet < 0) {
                    throw new IOException("ended after: " + all);
                }
                all.append((char) octet);
            }
            return all.toString();
        }

        /** All until the server closes. */
        String rest() throws IOException {
            StringBuilder all = new StringBuilder();
            byte[] buffer = new byte[8192];
            try {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    all.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
                }
            } catch (SocketException reset) {
                // a reset
            }
            return all.toString();
        }

        /** Whether the connection ends by a reset; reads what comes before. */
        boolean isReset() throws IOException {
            try {
                in.readAllBytes();
                return false;
            } catch (SocketException reset) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
