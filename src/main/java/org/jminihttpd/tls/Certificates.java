package org.jminihttpd.tls;

import io.netty.handler.ssl.SslContext;
import java.nio.file.Files;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.config.FileStamp;
import org.jminihttpd.config.HttpdProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** The certificate that TLS listeners serve, renewed when its files change; a bad new pair leaves the old one serving. */
public final class Certificates implements SmartLifecycle {

    private static final Log log = LogFactory.getLog(Certificates.class);

    /** A change must settle for one more look, so a new pair is served after two to four seconds. */
    private static final Duration POLL = Duration.ofSeconds(2);

    private final CertificateProperties files;
    private final boolean offersHttp2;
    private final RenewableSslContext context;
    private volatile CertificateState state;
    private List<FileStamp> served;
    private List<FileStamp> seen;
    private volatile boolean running;
    private @Nullable Thread poller;

    /**
     * Reads the files.
     *
     * @throws IllegalStateException if they cannot be served, which {@link #check} reports in a better way
     */
    public Certificates(CertificateProperties files, boolean offersHttp2) {
        this.files = files;
        this.offersHttp2 = offersHttp2;
        this.served = stamps();
        this.seen = served;
        try {
            KeyPairFiles pair = KeyPairFiles.read(files);
            this.context = new RenewableSslContext(TlsPolicy.context(pair, offersHttp2));
            this.state = stateOf(pair);
        } catch (CertificateFileException | SSLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Reads those of a configuration; null if it has none. Exceptions as of the constructor. */
    public static @Nullable Certificates of(HttpdProperties properties) {
        CertificateProperties files = properties.certificate();
        return files == null ? null : new Certificates(files, properties.http2());
    }

    /** Adds a problem if the configured certificate cannot be served, and a warning if it should be renewed. */
    public static void check(HttpdProperties properties, ConfigProblems problems) {
        CertificateProperties files = properties.certificate();
        if (files == null) {
            return;
        }
        try {
            KeyPairFiles pair = KeyPairFiles.read(files);
            TlsPolicy.context(pair, properties.http2());
            pair.dateWarning(files.certificate(), Instant.now())
                    .ifPresent(warning -> problems.warn(files.setting(), warning + "."));
        } catch (CertificateFileException e) {
            problems.add(files.setting(), Objects.requireNonNull(e.getMessage()) + ".");
        } catch (SSLException e) {
            problems.add(files.setting(), "The certificate cannot be served: " + e.getMessage() + ".");
        }
    }

    /** Whether this is the certificate of a configuration. */
    public boolean areOf(CertificateProperties other, boolean http2) {
        return files.certificate().equals(other.certificate())
                && files.key().equals(other.key())
                && offersHttp2 == http2;
    }

    /** The files, if they cannot be read any more: by a server that has read them as root and is another user now. */
    public @Nullable CertificateProperties outOfReach() {
        return Files.isReadable(files.certificate()) && Files.isReadable(files.key()) ? null : files;
    }

    /**
     * Reads the files again, if they are not what is served.
     *
     * @return what has new connections get what was read
     * @throws IllegalStateException if it cannot be served, which {@link #check} reports in a better way
     */
    public synchronized Runnable reread() {
        List<FileStamp> now = stamps();
        if ((now.equals(served) && state.problem() == null) || outOfReach() != null) {
            return () -> {};
        }
        try {
            KeyPairFiles pair = KeyPairFiles.read(files);
            SslContext next = TlsPolicy.context(pair, offersHttp2);
            return () -> serve(pair, next, now);
        } catch (CertificateFileException | SSLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private synchronized void serve(KeyPairFiles pair, SslContext next, List<FileStamp> stamps) {
        served = stamps;
        seen = stamps;
        context.replace(next);
        state = stateOf(pair);
        log.info("Now serving the certificate of " + files.certificate() + ": " + state.subject() + ", valid until "
                + state.notAfter());
    }

    /** What each new connection uses; stays the same object for ever. */
    public SslContext sslContext() {
        return context;
    }

    public CertificateState state() {
        return state;
    }

    /** Looks at the files once; for the poller and for tests. */
    synchronized void poll() {
        List<FileStamp> now = stamps();
        boolean settled = now.equals(seen);
        seen = now;
        if (!settled || (now.equals(served) && state.problem() == null)) {
            return;
        }
        try {
            KeyPairFiles pair = KeyPairFiles.read(files);
            serve(pair, TlsPolicy.context(pair, offersHttp2), now);
            pair.dateWarning(files.certificate(), Instant.now()).ifPresent(log::warn);
        } catch (CertificateFileException | SSLException e) {
            String problem = String.valueOf(e.getMessage());
            if (!problem.equals(state.problem())) {
                log.error("The changed certificate is not used and the one before is kept: " + problem);
                state = state.with(problem);
            }
        }
    }

    @Override
    public void start() {
        running = true;
        log.info("TLS engine: " + state.engine());
        if (outOfReach() != null) {
            log.warn("User %s may not read %s and its key, so a renewed certificate is served only after a restart."
                            .formatted(System.getProperty("user.name"), files.certificate())
                    + " Let that user read them where they should be taken up at once");
            return;
        }
        Thread thread = new Thread(this::pollUntilInterrupted, "certificates");
        thread.setDaemon(true);
        thread.start();
        poller = thread;
    }

    @Override
    public void stop() {
        running = false;
        if (poller != null) {
            poller.interrupt();
            poller = null;
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void pollUntilInterrupted() {
        try {
            while (true) {
                Thread.sleep(POLL.toMillis());
                poll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<FileStamp> stamps() {
        return List.of(FileStamp.of(files.certificate()), FileStamp.of(files.key()));
    }

    private CertificateState stateOf(KeyPairFiles pair) {
        X509Certificate leaf = pair.chain().get(0);
        return new CertificateState(
                files.name(),
                leaf.getSubjectX500Principal().getName(),
                hosts(leaf),
                leaf.getNotAfter().toInstant(),
                TlsPolicy.engine(pair),
                Instant.now(),
                null);
    }

    private static List<String> hosts(X509Certificate leaf) {
        try {
            Collection<List<?>> names = leaf.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(0).equals(2) || name.get(0).equals(7)) // dNSName, iPAddress
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
