package org.jminihttpd.http;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.ErrorResponse;

/** Which status a failure is answered with; its text is for the log only. */
final class FailureStatus {

    private FailureStatus() {}

    static HttpStatusCode of(@Nullable Throwable failure) {
        if (failure instanceof ErrorResponse known) { // ResponseStatusException and its kind
            return known.getStatusCode().isError() ? known.getStatusCode() : HttpStatus.INTERNAL_SERVER_ERROR;
        }
        if (failure instanceof UncheckedIOException wrapped) {
            return of(wrapped.getCause());
        }
        if (failure instanceof FileSystemException file) {
            return of(file);
        }
        if (failure instanceof InvalidPathException) {
            return HttpStatus.NOT_FOUND;
        }
        if (failure instanceof DataBufferLimitException) {
            return HttpStatus.CONTENT_TOO_LARGE;
        }
        if (failure instanceof RejectedExecutionException // a full queue of a worker
                || failure instanceof OutOfMemoryError) { // Netty's own for direct memory, too
            return HttpStatus.SERVICE_UNAVAILABLE;
        }
        return HttpStatus.INTERNAL_SERVER_ERROR;
    }

    /**
     * Java has no types for ENOTDIR, ENAMETOOLONG and ELOOP, which are the client's doing, only the system's text: so what
     * is not known to be our trouble is a name that does not exist.
     */
    private static HttpStatusCode of(FileSystemException failure) {
        if (failure instanceof AccessDeniedException) {
            return HttpStatus.FORBIDDEN;
        }
        String reason = failure.getReason();
        if (reason != null && reason.startsWith("Too many open files")) {
            return HttpStatus.SERVICE_UNAVAILABLE;
        }
        if (reason != null && reason.startsWith("Input/output error")) {
            return HttpStatus.INTERNAL_SERVER_ERROR;
        }
        return HttpStatus.NOT_FOUND;
    }
}
