package org.jminihttpd.destination.app;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/**
 * A source that goes on when its subscriber wants no more, for nobody. reactor-netty closes a WebSocket whose frames are
 * cancelled, also where an application only wanted to read one before it writes.
 */
final class Uncancelled<T> extends Flux<T> {

    private final Flux<T> source;

    Uncancelled(Flux<T> source) {
        this.source = source;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> subscriber) {
        source.subscribe(new Passing<>(subscriber));
    }

    /** Passes everything on until it is cancelled. */
    private static final class Passing<T> implements CoreSubscriber<T>, Subscription {

        private final CoreSubscriber<? super T> to;
        private @Nullable Subscription from;
        private volatile boolean cancelled;

        Passing(CoreSubscriber<? super T> to) {
            this.to = to;
        }

        @Override
        public Context currentContext() {
            return to.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            from = subscription;
            to.onSubscribe(this);
        }

        @Override
        public void onNext(T item) {
            if (!cancelled) {
                to.onNext(item);
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!cancelled) {
                to.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (!cancelled) {
                to.onComplete();
            }
        }

        @Override
        public void request(long count) {
            Subscription subscription = from;
            if (subscription != null) {
                subscription.request(count);
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            request(Long.MAX_VALUE);
        }
    }
}
