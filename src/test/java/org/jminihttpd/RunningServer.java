package org.jminihttpd;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jminihttpd.listen.Listener;
import org.jminihttpd.listen.Listeners;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole product in this process, from the text of a configuration file. */
public final class RunningServer implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private RunningServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts what a file with this text describes. */
    public static RunningServer start(Path directory, String ini, String... arguments) throws IOException {
        return start(ServerConfiguration.class, directory, ini, arguments);
    }

    /** Starts another configuration of the product. */
    static RunningServer start(Class<?> configuration, Path directory, String ini, String... arguments)
            throws IOException {
        Path file = Files.writeString(directory.resolve("server.conf"), ini);
        SpringApplication application = Applications.of(WebApplicationType.REACTIVE, configuration);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(Map.of("logging.level.root", "warn"));
        String[] all = new String[arguments.length + 1];
        all[0] = "--jminihttpd.config=" + file;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return new RunningServer(application.run(all));
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** In the order written. */
    public List<Listener> listeners() {
        return context.getBean(Listeners.class).all();
    }

    /** A connection to a listener; TLS offers HTTP/1.1 only. */
    public Client connect(int listener) throws IOException {
        Listener to = listeners().get(listener);
        if (!(to.address() instanceof InetSocketAddress tcp)) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(to.url().substring("unix:".length())));
            return new Client(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
        }
        InetAddress host = tcp.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : tcp.getAddress();
        Socket socket = to.properties().tls()
                ? trustingAll().getSocketFactory().createSocket(host, tcp.getPort())
                : new Socket(host, tcp.getPort());
        socket.setSoTimeout(30_000);
        if (socket instanceof SSLSocket secure) {
            secure.startHandshake();
        }
        return new Client(socket, socket.getInputStream(), socket.getOutputStream());
    }

    /** The subject of the certificate that a TLS listener shows. */
    public String peerSubject(int listener) throws IOException {
        try (Client client = connect(listener)) {
            return ((X509Certificate) ((SSLSocket) client.socket).getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    /** Sends bytes, and gives all that comes until the server closes. */
    public String send(int listener, String latin1) throws IOException {
        try (Client client = connect(listener)) {
            return client.send(latin1).rest();
        }
    }

    /** For clients that take any certificate. */
    public static SSLContext trustingAll() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager[] all = InsecureTrustManagerFactory.INSTANCE.getTrustManagers();
            context.init(null, all, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }

    /** One connection that sends exactly the bytes it is told to. */
    public static final class Client implements AutoCloseable {

        private final AutoCloseable socket;
        private final InputStream in;
        private final OutputStream out;

        Client(AutoCloseable socket, InputStream in, OutputStream out) {
            this.socket = socket;
            this.in = in;
            this.out = out;
        }

        /** The server may have closed already; what it said is for the reader to see. */
        public Client send(String latin1) {
            try {
                out.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            } catch (IOException closed) {
                // see above
            }
            return this;
        }

        /** Exactly so many bytes. */
        public byte[] read(int count) throws IOException {
            return in.readNBytes(count);
        }

        /** The head of an answer, with the empty line. */
        public String head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("closed after " + head);
                }
                head.append((char) next);
            }
            return head.toString();
        }

        /** Everything until the server closes; a reset counts as closing. */
        public String rest() throws IOException {
            StringBuilder all = new StringBuilder();
            byte[] buffer = new byte[8192];
            try {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    all.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
                }
            } catch (SocketException | javax.net.ssl.SSLException reset) {
                // a reset
            }
            return all.toString();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
