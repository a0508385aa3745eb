package org.jminihttpd.guard;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import java.nio.charset.StandardCharsets;

/** The answer to a request that no handler gets to see: its status and nothing about us. */
enum Refusal {
    BAD_REQUEST(HttpResponseStatus.BAD_REQUEST),
    TIMEOUT(HttpResponseStatus.REQUEST_TIMEOUT),
    BODY_TOO_LARGE(new HttpResponseStatus(413, "Content Too Large")),
    TARGET_TOO_LONG(new HttpResponseStatus(414, "URI Too Long")),
    EXPECTATION_FAILED(HttpResponseStatus.EXPECTATION_FAILED),
    HEADER_TOO_LARGE(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    NOT_IMPLEMENTED(HttpResponseStatus.NOT_IMPLEMENTED),
    VERSION_NOT_SUPPORTED(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED),
    /** Not a refusal in tone: {@code OPTIONS *} asks about the server, which no route can answer. */
    SERVER_OPTIONS(HttpResponseStatus.NO_CONTENT);

    @SuppressWarnings("Immutable") // it is, without saying so
    private final HttpResponseStatus status;

    Refusal(HttpResponseStatus status) {
        this.status = status;
    }

    HttpResponseStatus status() {
        return status;
    }

    /** The HTTP/1 answer. */
    FullHttpResponse http1() {
        FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        if (this != SERVER_OPTIONS) {
            byte[] body = (status + "\n").getBytes(StandardCharsets.US_ASCII);
            answer = answer.replace(Unpooled.wrappedBuffer(body));
            answer.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .set("X-Content-Type-Options", "nosniff")
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        } else {
            answer.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD, OPTIONS");
        }
        return answer;
    }

    /** The HTTP/2 answer, which ends its stream; without a body, which the client's window might hold up. */
    Http2HeadersFrame http2(Http2FrameStream stream) {
        Http2Headers headers = new DefaultHttp2Headers().status(status.codeAsText());
        AnswerDate.stamp(headers);
        if (this == SERVER_OPTIONS) {
            headers.set(HttpHeaderNames.ALLOW, "GET, HEAD, OPTIONS");
        }
        return new DefaultHttp2HeadersFrame(headers, true).stream(stream);
    }
}
