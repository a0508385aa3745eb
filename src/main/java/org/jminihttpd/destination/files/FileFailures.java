package org.jminihttpd.destination.files;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.http.ErrorAnswer;
import org.jminihttpd.http.RequestPath;

/** Answers what the file system or we could not do; logs what is not the client's doing, a line a second at most. */
final class FileFailures {

    private static final Log LOG = LogFactory.getLog(StaticHandler.class);
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

    ErrorAnswer answer(RequestPath path, Throwable failure) {
        ErrorAnswer answer = ErrorAnswer.of(failure);
        long now = System.nanoTime();
        long next = nextLine.get();
        if (answer.statusCode().is5xxServerError() && now - next >= 0 && nextLine.compareAndSet(next, now + PERIOD)) {
            LOG.warn("Cannot serve " + path + ": " + failure);
        }
        return answer;
    }
}
