package org.jminihttpd.guard;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into one request at a time.
 *
 * <p>What a client pipelines behind a running request stays here as bytes until {@link #next}: reactor-netty 1.3.7 loses
 * a pipelined request that asks to close (it takes note when it reads the request, not when its turn comes), and Netty's
 * own queue ends the connection at 128 requests, of which one read can bring thousands.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failed writes and closes end in channelInactive
final class RequestDecoder extends HttpRequestDecoder {

    private final int maxHeader;
    private final HeadScan scan = new HeadScan();
    private final ChunkLines chunkLines = new ChunkLines();

    private boolean inRequest;
    private boolean inBody;
    private boolean refused;
    private boolean decoding;
    private boolean full;
    private boolean headBegun;
    private int firstWordEnd;
    private int secondWordEnd;

    RequestDecoder(HttpDecoderConfig config) {
        super(config);
        this.maxHeader = config.getMaxHeaderSize();
    }

    /** Whether some bytes of a head have come, but not all. */
    boolean headBegun() {
        return headBegun;
    }

    /** Whether so much waits behind the running request that the socket should not be read. */
    boolean isFull() {
        return full;
    }

    /** Whether bytes have come that were not decoded. */
    boolean hasBytes() {
        return actualReadableBytes() > 0;
    }

    /** Whether more of the body of the running request is to come. */
    boolean isInBody() {
        return inBody;
    }

    /** Whether the body of the running request has gone on by some bytes that say nothing yet. */
    boolean isWithinChunkLine() {
        return inBody && hasBytes();
    }

    /** Throws away whatever else comes. */
    void refuse() {
        refused = true;
        full = false;
    }

    /** Lets the next request in: the last one is answered and its body was read. */
    void next(ChannelHandlerContext ctx) {
        inRequest = false;
        if (!decoding && hasBytes()) {
            // a task, else a long pipeline of quick answers would nest as deep as it is long
            ctx.executor().execute(() -> resume(ctx.pipeline().context(this)));
        }
    }

    private void resume(@Nullable ChannelHandlerContext ctx) {
        if (ctx != null) {
            full = false;
            try {
                channelRead(ctx, Unpooled.EMPTY_BUFFER);
                channelReadComplete(ctx);
            } catch (Exception e) {
                ctx.fireExceptionCaught(e);
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
        decoding = true;
        try {
            super.channelRead(ctx, input);
        } finally {
            decoding = false;
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            // else what waits here would be thrown away
            ctx.fireUserEventTriggered(event);
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
        } else if (inBody) {
            decodeBody(ctx, in, out);
        } else if (!inRequest) {
            decodeHead(ctx, in, out);
        } else if (in.readableBytes() > maxHeader) {
            full = true;
            ctx.channel().config().setAutoRead(false);
        }
    }

    private void decodeHead(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (!headBegun) {
            // RFC 9112 2.2: empty lines before a request are ignored; they do not begin a head, so the idle deadline
            // holds
            while (in.isReadable() && (in.getByte(in.readerIndex()) == '\r' || in.getByte(in.readerIndex()) == '\n')) {
                in.skipBytes(1);
            }
            headBegun = in.isReadable();
        }
        switch (scan.look(in)) {
            case FOLD -> {
                in.skipBytes(in.readableBytes());
                out.add(refusedMessage());
                return;
            }
            case NOTHING -> {
                if (in.readableBytes() <= maxHeader) {
                    return;
                }
                if (in.indexOf(in.readerIndex(), in.readerIndex() + maxHeader, (byte) ' ') < 0) {
                    // not a long target, for which the decoder would take it
                    in.skipBytes(in.readableBytes());
                    out.add(refusedMessage());
                    return;
                }
            }
            case END -> {}
        }
        int before = in.readerIndex();
        super.decode(ctx, in, out);
        scan.taken(in.readerIndex() - before);
        if (!out.isEmpty()) {
            scan.reset();
            headBegun = false;
            inRequest = true;
            inBody = !(out.get(out.size() - 1) instanceof LastHttpContent);
            chunkLines.begin(
                    inBody && out.get(0) instanceof HttpMessage head && HttpUtil.isTransferEncodingChunked(head));
        }
    }

    private void decodeBody(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (chunkLines.areRefused(in)) {
            in.skipBytes(in.readableBytes());
            LastHttpContent end = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
            end.setDecoderResult(DecoderResult.failure(new RefusedException(Refusal.BAD_REQUEST)));
            out.add(end);
            return;
        }
        int before = in.readerIndex();
        super.decode(ctx, in, out);
        chunkLines.taken(in.readerIndex() - before);
        inBody = out.isEmpty() || !(out.get(out.size() - 1) instanceof LastHttpContent);
    }

    private HttpMessage refusedMessage() {
        HttpMessage message = createInvalidMessage();
        message.setDecoderResult(DecoderResult.failure(new RefusedException(Refusal.BAD_REQUEST)));
        return message;
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] bytes, int start, int length) {
        if (start != 0) {
            throw new RefusedException(Refusal.BAD_REQUEST);
        }
        RequestLine.checkMethod(bytes, start, length);
        firstWordEnd = start + length;
        return super.splitFirstWordInitialLine(bytes, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] bytes, int start, int length) {
        requireSpace(bytes, firstWordEnd, start);
        secondWordEnd = start + length;
        return RequestLine.checkTarget(bytes, start, length)
                ? RequestLine.escaped(bytes, start, length)
                : super.splitSecondWordInitialLine(bytes, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] bytes, int start, int length) {
        requireSpace(bytes, secondWordEnd, start);
        return super.splitThirdWordInitialLine(bytes, start, length);
    }

    private static void requireSpace(byte[] bytes, int from, int to) {
        if (to != from + 1 || bytes[from] != ' ') {
            throw new RefusedException(Refusal.BAD_REQUEST);
        }
    }

    @Override
    protected HttpMessage createMessage(String[] line) {
        String version = line[2];
        if (version.length() != 8
                || !version.startsWith("HTTP/")
                || version.charAt(6) != '.'
                || !Character.isDigit(version.charAt(5))
                || !Character.isDigit(version.charAt(7))) {
            throw new RefusedException(Refusal.BAD_REQUEST);
        }
        HttpVersion known = version.endsWith("1.1") ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0;
        if (known.equals(HttpVersion.HTTP_1_0) && !version.endsWith("1.0")) {
            throw new RefusedException(Refusal.VERSION_NOT_SUPPORTED);
        }
        return new DefaultHttpRequest(known, HttpMethod.valueOf(line[0]), line[1], headersFactory);
    }
}
