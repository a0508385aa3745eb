package org.jminihttpd.guard;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/** The answer, in the clear, to a client that speaks HTTP where TLS is spoken; people who mistype an address see it. */
public final class HttpsHint {

    private static final String BODY = "400 Bad Request\nThis port speaks https: put https:// before the address.\n";

    private HttpsHint() {}

    public static ByteBuf answer() {
        HttpHeaders date = new DefaultHttpHeaders();
        AnswerDate.stamp(date);
        return Unpooled.wrappedBuffer(("HTTP/1.1 400 Bad Request\r\n"
                        + "content-type: text/plain; charset=utf-8\r\n"
                        + "x-content-type-options: nosniff\r\n"
                        + "content-length: " + BODY.length() + "\r\n"
                        + "date: " + date.get(HttpHeaderNames.DATE) + "\r\n"
                        + "connection: close\r\n\r\n" + BODY)
                .getBytes(StandardCharsets.US_ASCII));
    }
}
