package org.jminihttpd.accesslog;

import org.jspecify.annotations.Nullable;

/** Is told of every answer of the site that has ended, as the log is; on the event loop of its connection. */
public interface AnswerObserver {

    /**
     * An answer has ended.
     *
     * @param method as sent; null for an answer without a request
     * @param target as sent; null for an answer without a request
     * @param received bytes of the body of the request that came until then, without chunk lines and padding
     * @param sent bytes of the body of the answer that went out
     * @param nanos from the head of the request
     */
    void ended(
            @Nullable CharSequence method,
            @Nullable CharSequence target,
            int status,
            long received,
            long sent,
            long nanos);

    /** Both, or the one that is not null. */
    static @Nullable AnswerObserver both(@Nullable AnswerObserver one, @Nullable AnswerObserver other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return (method, target, status, received, sent, nanos) -> {
            one.ended(method, target, status, received, sent, nanos);
            other.ended(method, target, status, received, sent, nanos);
        };
    }
}
