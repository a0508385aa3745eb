package org.jminihttpd.destination.files;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.http.ErrorAnswer;
import org.jminihttpd.http.RequestPath;
import org.jminihttpd.route.RouteRefusals;
import org.jminihttpd.route.RouteRefusals.Reason;
import org.springframework.http.HttpStatus;

/** Answers what the file system or we could not do; logs what is not the client's doing, a line a second at most. */
final class FileFailures {

    private static final Log LOG = LogFactory.getLog(StaticHandler.class);
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
        long now = System.nanoTime();
        long next = nextLine.get();
        if (answer.statusCode().is5xxServerError() && now - next >= 0 && nextLine.compareAndSet(next, now + PERIOD)) {
            LOG.warn("Cannot serve " + path + ": " + failure);
        }
        return answer;
    }

    private static Reason reason(Throwable failure) {
        if (failure instanceof RejectedExecutionException) {
            return Reason.LISTINGS;
        }
        return failure instanceof OutOfMemoryError ? Reason.MEMORY : Reason.OPEN_FILES;
    }
}
