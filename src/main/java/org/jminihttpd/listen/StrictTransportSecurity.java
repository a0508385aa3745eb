package org.jminihttpd.listen;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.AsciiString;
import java.time.Duration;

/** Puts Strict-Transport-Security (RFC 6797) on every answer of a TLS connection, errors of the HTTP codec included; to be put right after it. */
@Sharable
final class StrictTransportSecurity extends ChannelOutboundHandlerAdapter {

    private static final AsciiString NAME = AsciiString.cached("strict-transport-security");

    private final AsciiString value;

    StrictTransportSecurity(Duration maxAge) {
        value = AsciiString.cached("max-age=" + maxAge.toSeconds());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
                response.headers().set(NAME, value);
            }
        } else if (message instanceof Http2HeadersFrame frame && frame.headers().status() != null) { // no trailers
            frame.headers().set(NAME, value);
        }
        context.write(message, promise);
    }
}
