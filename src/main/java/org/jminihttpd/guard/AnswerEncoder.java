package org.jminihttpd.guard;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;

/** Turns the answer to the one running request into bytes, dated, and keeps the socket unread while enough requests wait. */
final class AnswerEncoder extends HttpResponseEncoder {

    private final RequestDecoder decoder;
    private boolean head;

    AnswerEncoder(RequestDecoder decoder) {
        this.decoder = decoder;
    }

    /** Says whether the running request is HEAD, whose answer has no body whatever its fields say. */
    void answersHead(boolean head) {
        this.head = head;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse answer) {
        return head || super.isContentAlwaysEmpty(answer);
    }

    /** RFC 9112 2.3: an answer has the version of the server, also to a client of HTTP/1.0. */
    @Override
    protected void encodeInitialLine(ByteBuf out, HttpResponse answer) throws Exception {
        super.encodeInitialLine(out, answer.setProtocolVersion(HttpVersion.HTTP_1_1));
    }

    /** The one place that every answer passes, refusals included. */
    @Override
    protected void sanitizeHeadersBeforeEncode(HttpResponse answer, boolean isAlwaysEmpty) {
        super.sanitizeHeadersBeforeEncode(answer, isAlwaysEmpty);
        if (answer.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            AnswerDate.stamp(answer.headers());
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) throws Exception {
        if (!decoder.isFull()) {
            super.read(ctx);
        }
    }
}
