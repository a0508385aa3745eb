package org.jminihttpd.listen;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/** Counts TLS handshakes, and logs those that fail, one line a minute: scanners and plain HTTP clients fail all day long. */
public final class Handshakes {

    private static final Log log = LogFactory.getLog(Handshakes.class);
    private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

    /** By the version of TLS. */
    private final Map<String, LongAdder> succeeded = new ConcurrentHashMap<>();

    private final LongAdder failed = new LongAdder();
    private final LongAdder abandoned = new LongAdder();

    Handshakes() {}

    /** Those that came to their end, by the version of TLS that was agreed on. */
    public Map<String, Long> succeeded() {
        Map<String, Long> now = new TreeMap<>();
        succeeded.forEach((version, count) -> now.put(version, count.sum()));
        return now;
    }

    /** Those that failed, but for those that the client left without a word. */
    public long failed() {
        return failed.sum();
    }

    /** Those whose client left without a word. */
    public long abandoned() {
        return abandoned.sum();
    }

    /** @param version as the engine calls it, of which there are few */
    void succeeded(String version) {
        succeeded.computeIfAbsent(version, first -> new LongAdder()).increment();
    }

    void failed(@Nullable SocketAddress client, Throwable cause) {
        (cause instanceof ClosedChannelException ? abandoned : failed).increment();
        if (cause instanceof ClosedChannelException) {
            return; // a balancer that looks whether the port is open, or somebody who changed his mind
        }
        long now = System.nanoTime();
        long next = nextLine.get();
        if (now - next >= 0 && nextLine.compareAndSet(next, now + PERIOD)) {
            log.info("A TLS handshake with " + client + " failed: " + reason(cause)
                    + " (further ones are not logged for a minute)");
        }
    }

    private static String reason(Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        return root instanceof NotSslRecordException // its message is a dump of what came
                ? "the client does not speak TLS; is it an http:// address with this port?"
                : String.valueOf(root.getMessage());
    }
}
