package org.jminihttpd.listen;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/** Logs failed TLS handshakes, one line a minute: scanners and plain HTTP clients fail all day long. */
final class HandshakeFailures {

    private static final Log log = LogFactory.getLog(HandshakeFailures.class);
    private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

    void count(@Nullable SocketAddress client, Throwable cause) {
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
