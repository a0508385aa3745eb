package org.jminihttpd.guard;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/** Turns the answer to the one running request into bytes, dated, and keeps the socket unread while enough requests wait. */
final class AnswerEncoder extends HttpResponseEncoder {

    /**
     * Bytes of a body that are cheaper to copy behind their head than to write beside it: that takes a promise for each
     * of both and one for the two together, where somebody waits for the answer to be out.
     */
    private static final int SMALL = 4 << 10;

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

    @Override
    protected void encode(ChannelHandlerContext ctx, Object message, List<Object> out) throws Exception {
        super.encode(ctx, message, out);
        if (out.size() == 2
                && out.get(0) instanceof ByteBuf head
                && out.get(1) instanceof ByteBuf body
                && body.readableBytes() <= SMALL) {
            out.remove(1);
            head.writeBytes(body);
            body.release();
        }
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
