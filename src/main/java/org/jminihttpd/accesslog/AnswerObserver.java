package org.jminihttpd.accesslog;

import org.jspecify.annotations.Nullable;

/** Is told of every answer of the site that has ended, as the log is; on the event loop of its connection. */
public interface AnswerObserver {

    /**
     * An answer has ended.
     *
     * @param method as sent; null for an answer without a request
     * @param target as sent; null for an answer without a request
     * @param bytes of the body that went out
     * @param nanos from the head of the request
     */
    void ended(@Nullable CharSequence method, @Nullable CharSequence target, int status, long bytes, long nanos);
}
