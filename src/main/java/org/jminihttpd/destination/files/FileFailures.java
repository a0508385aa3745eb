package org.jminihttpd.destination.files;

import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.handler.codec.http2.Http2Exception;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.http.ErrorAnswer;
import org.jminihttpd.http.RequestPath;
import org.jminihttpd.route.RouteRefusals;
import org.jminihttpd.route.RouteRefusals.Reason;
import org.springframework.http.HttpStatus;
import reactor.netty.channel.AbortedException;

/** Answers what the file system or we could not do; logs what is not the client's doing, a line a second at most. */
final class FileFailures {

    private static final Log LOG = LogFactory.getLog(StaticHandler.class);

    /** Of Linux's {@code errno.h}: a disk that cannot read. */
    private static final int EIO = 5;

    private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

    private final RouteRefusals refusals;
    private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

    FileFailures(RouteRefusals refusals) {
        this.refusals = refusals;
    }

    ErrorAnswer answer(RequestPath path, Throwable failure) {
        ErrorAnswer answer = ErrorAnswer.of(failure);
        if (answer.statusCode().isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE)) {
            refusals.count(reason(failure));
        }
        if (answer.statusCode().is5xxServerError()) {
            log("Cannot serve " + path + ": " + failure);
        }
        return answer;
    }

    /** An answer whose head was out could not be sent to its end. */
    void cut(String target, Throwable failure) {
        if (!isOfClient(failure)) {
            log("The answer to " + target + " ended early: " + failure);
        }
    }

    private static boolean isOfClient(Throwable failure) {
        return failure instanceof ClosedChannelException
                || failure instanceof AbortedException
                || failure instanceof SSLException
                || failure instanceof Http2Exception
                || (failure instanceof NativeIoException known && known.expectedErr() != -EIO);
    }

    private void log(String line) {
        long now = System.nanoTime();
        long next = nextLine.get();
        if (now - next >= 0 && nextLine.compareAndSet(next, now + PERIOD)) {
            LOG.warn(line);
        }
    }

    private static Reason reason(Throwable failure) {
        if (failure instanceof RejectedExecutionException) {
            return Reason.LISTINGS;
        }
        return failure instanceof OutOfMemoryError ? Reason.MEMORY : Reason.OPEN_FILES;
    }
}
