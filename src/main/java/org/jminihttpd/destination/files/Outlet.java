package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.function.Function;
import org.springframework.http.HttpStatusCode;
import reactor.core.publisher.Mono;

/** The way of an answer to its client, for the event loop of the channel. What it gives ends when all is on the socket. */
interface Outlet {

    /** A connection, or one stream of HTTP/2. */
    Channel channel();

    /** The target of the request, as sent. */
    String target();

    /** Whether the client wants no body: {@link #send()} then. */
    boolean isToHead();

    /** Begins the answer: the fields it gives are to be filled before anything is sent. */
    HttpHeaders begin(HttpStatusCode status);

    /** The head alone. */
    Mono<Void> send();

    /** The head and a whole body, whose reference is taken over. */
    Mono<Void> send(ByteBuf body);

    /** The head, and what a function writes behind it: buffers or file regions, which it flushes. */
    Mono<Void> send(Function<ChannelOutboundInvoker, Mono<Void>> body);
}
