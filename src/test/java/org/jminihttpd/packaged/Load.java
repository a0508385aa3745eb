package org.jminihttpd.packaged;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Clients that ask without a pause, and everything that went wrong for one of them. */
final class Load implements AutoCloseable {

    private final String path;
    private final Predicate<String> isExpected;
    private final List<Thread> clients = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private volatile boolean stopped;

    /** @param isExpected whether the body of an answer with status 200 is a right one */
    Load(String path, Predicate<String> isExpected) {
        this.path = path;
        this.isExpected = isExpected;
    }

    /** A way to a server. */
    interface Target {

        Connection connect() throws IOException;

        static Target tcp(int port) {
            return () -> {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout((int) RunningJar.PATIENCE.toMillis());
                return new Connection(socket, socket.getInputStream(), socket.getOutputStream());
            };
        }

        static Target tls(int port, SSLSocketFactory factory) {
            return () -> {
                SSLSocket socket = (SSLSocket) factory.createSocket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout((int) RunningJar.PATIENCE.toMillis());
                return new Connection(socket, socket.getInputStream(), socket.getOutputStream());
            };
        }

        static Target unix(Path path) {
            return () -> {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.connect(UnixDomainSocketAddress.of(path));
                return new Connection(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
            };
        }
    }

    /** One connection; an answer needs a Content-Length. */
    record Connection(AutoCloseable socket, InputStream in, OutputStream out) implements AutoCloseable {

        Connection ask(String method, String path) throws IOException {
            out.write("%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
                    .formatted(method, path)
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return this;
        }

        Answer answer() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("closed after \"" + head + "\"");
                }
                head.append((char) next);
            }
            String lower = head.toString().toLowerCase(java.util.Locale.ROOT);
            int length = Integer.parseInt(lower.replaceAll("(?s).*\ncontent-length: ([0-9]+)\r\n.*", "$1"));
            String body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
            return new Answer(head.substring(9, 12), body, lower.contains("\nconnection: close\r\n"));
        }

        @Override
        public void close() throws IOException {
            try {
                socket.close();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** An answer, and whether it is the last of its connection. */
    record Answer(String status, String body, boolean isLast) {}

    /** Adds a client that keeps its connection for as long as the server says. */
    Load keepAlive(String name, Target target) {
        return add(name + ", keep-alive", target, false);
    }

    /** Adds a client that connects for each request. */
    Load fresh(String name, Target target) {
        return add(name + ", fresh", target, true);
    }

    private Load add(String name, Target target, boolean fresh) {
        Thread client = new Thread(() -> ask(name, target, fresh), name);
        client.setDaemon(true);
        clients.add(client);
        client.start();
        return this;
    }

    private void ask(String name, Target target, boolean fresh) {
        @Nullable Connection connection = null;
        while (!stopped) {
            try {
                if (connection == null) {
                    connection = target.connect();
                }
                Answer answer = connection.ask("GET", path).answer();
                answers.incrementAndGet();
                if (!answer.status().equals("200") || !isExpected.test(answer.body())) {
                    failures.add("%s %s: %s".formatted(Instant.now(), name, answer));
                }
                if (fresh || answer.isLast()) {
                    connection.close();
                    connection = null;
                }
            } catch (IOException | RuntimeException failure) {
                failures.add("%s %s: %s".formatted(Instant.now(), name, failure));
                connection = null;
            }
        }
    }

    /** For clients that talk to whoever answers. */
    static SSLSocketFactory trustingAll() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The distinguished name of the certificate that a server shows. */
    static String shownName(int port) throws IOException {
        try (SSLSocket socket = (SSLSocket) trustingAll().createSocket(InetAddress.getLoopbackAddress(), port)) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    long answers() {
        return answers.get();
    }

    List<String> failures() {
        return failures;
    }

    /** Lets every request that runs come to its end. */
    void stop() {
        stopped = true;
        for (Thread client : clients) {
            try {
                client.join(RunningJar.PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
