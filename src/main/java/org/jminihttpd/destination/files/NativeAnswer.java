package org.jminihttpd.destination.files;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import org.jminihttpd.http.OwnAnswer;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** An answer that writes itself to whatever way there is to its client. */
abstract class NativeAnswer extends OwnAnswer {

    NativeAnswer(HttpStatus status) {
        super(status);
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        return writeTo(new ReactorOutlet(exchange));
    }

    /** Writes it; what it gives never fails. */
    final Mono<Void> writeTo(Outlet outlet) {
        describe(outlet.begin(statusCode()));
        if (outlet.isToHead()) {
            discard();
            return outlet.send();
        }
        return send(outlet).onErrorResume(failure -> {
            abort(outlet.channel());
            cut(outlet.target(), failure);
            return Mono.empty();
        });
    }

    /** The head is out: an honest end is all that is left to give. On HTTP/2 it is that of one stream. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing to do if it fails
    private static void abort(Channel channel) {
        channel.close();
    }

    /** Writes the header fields. */
    abstract void describe(HttpHeaders fields);

    /** Sends the head and the body; called once, unless {@link #discard} is. */
    abstract Mono<Void> send(Outlet outlet);

    /** Tells whom it may concern that the body could not be sent to its end. */
    void cut(String target, Throwable failure) {}

    /** Lets go of what the answer holds. */
    abstract void discard();
}
