package org.jminihttpd.guard;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** Looks at the frames of one HTTP/2 connection before the codec does, for what the codec forgets or does not count. */
@SuppressWarnings("FutureReturnValueIgnored") // the promise tells
final class FrameWatch extends ChannelDuplexHandler {

    private static final int PREFACE_BYTES = 24;
    private static final int HEADER_BYTES = 9;
    private static final int RESET_BYTES = 13;
    private static final int GOAWAY_BYTES = 17;

    /**
     * Frames of no use between two looks of the watch. Netty bounds only the answers that wait (CVE-2019-9512,
     * CVE-2019-9515); a client that reads them could keep a core busy.
     */
    private static final int MAX_IDLE_FRAMES = 1000;

    /** What a client opens its window by is about what it was sent, so this many bytes excuse one more frame. */
    private static final int BYTES_PER_FRAME = 64;

    /** How many streams back a frame for a closed stream is told from one for a stream that never was. */
    private static final int REMEMBERED = 256;

    private final Http2FrameCodec codec;
    private final Refusals refusals;

    /** By its number, the latest stream: negative once it was reset by us. */
    private final int[] streams = new int[REMEMBERED];

    private final byte[] header = new byte[HEADER_BYTES];
    private int headerBytes;
    private int skip = PREFACE_BYTES;
    private int highest;
    private int idleFrames;
    private long written;
    private int answered;
    private int writesSince;
    private boolean inSettings;
    private boolean ended;
    private boolean closing;

    FrameWatch(Http2FrameCodec codec, Refusals refusals) {
        this.codec = codec;
        this.refusals = refusals;
    }

    /** Counts anew; to be called at each look of the {@link StallWatch}. */
    void look() {
        idleFrames = 0;
        written = 0;
    }

    /** Whether the codec is applying the client's settings. */
    boolean inSettings() {
        return inSettings;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf in)) {
            ctx.fireChannelRead(message);
            return;
        }
        Http2Exception error = ended ? null : check(ctx, in);
        if (error != null) {
            ended = true;
            codec.onError(ctx.pipeline().context(codec), false, error);
        }
        if (ended) {
            ReferenceCountUtil.release(in);
        } else {
            ctx.fireChannelRead(in);
        }
    }

    /** Comes when every stream has ended; what the client says about its window then must not make the kernel reset them. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        Channel channel = ctx.channel();
        if (closing) {
            channel.closeFuture().addListener(closed -> promise.trySuccess());
        } else if (channel.isActive()) {
            closing = true;
            ended = true;
            boolean answersAreOnTheirWay = OutboundProgress.isPending(channel)
                    || OutboundProgress.isTaking(channel, LingeringClose.LONG.toMillis());
            LingeringClose.start(ctx, promise, answersAreOnTheirWay ? LingeringClose.LONG : LingeringClose.SHORT);
        } else {
            ctx.close(promise);
        }
    }

    private @Nullable Http2Exception check(ChannelHandlerContext ctx, ByteBuf in) {
        int at = in.readerIndex();
        while (at < in.writerIndex()) {
            if (skip > 0) {
                int skipped = Math.min(skip, in.writerIndex() - at);
                skip -= skipped;
                at += skipped;
                if (skip == 0 && inSettings) {
                    pass(ctx, in, at);
                    inSettings = false;
                }
                continue;
            }
            int start = at - headerBytes;
            header[headerBytes++] = in.getByte(at++);
            if (headerBytes == HEADER_BYTES) {
                headerBytes = 0;
                skip = number(0, 3);
                Http2Exception error = check(ctx, in, start);
                if (error != null) {
                    return error;
                }
            }
        }
        return null;
    }

    private @Nullable Http2Exception check(ChannelHandlerContext ctx, ByteBuf in, int start) {
        switch (header[3]) {
            case Http2FrameTypes.HEADERS -> {
                int stream = number(5, 4) & Integer.MAX_VALUE;
                if (stream > highest) {
                    highest = stream;
                    streams[slot(stream)] = stream;
                    return null;
                }
                if (stream == 0) {
                    return null;
                }
                pass(ctx, in, start); // the frames before this one say what its stream is
                return checkKnown(stream);
            }
            case Http2FrameTypes.CONTINUATION -> {
                return null;
            }
            default -> {
                if (header[3] == Http2FrameTypes.SETTINGS && skip > 0) {
                    pass(ctx, in, start);
                    inSettings = true;
                }
                boolean carriesData = header[3] == Http2FrameTypes.DATA && skip > 0;
                return !carriesData && ++idleFrames > MAX_IDLE_FRAMES + written / BYTES_PER_FRAME
                        ? Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "Flood of frames")
                        : null;
            }
        }
    }

    /** Lets the codec have the bytes before a position. */
    private static void pass(ChannelHandlerContext ctx, ByteBuf in, int to) {
        if (to > in.readerIndex()) {
            ctx.fireChannelRead(in.readRetainedSlice(to - in.readerIndex()));
        }
    }

    /**
     * RFC 9113 5.1 and 5.1.1: HEADERS on a stream that the client has ended, or skipped, end the connection. Netty has
     * forgotten closed streams, so would reset them; after a reset of ours, which the client may not have seen, that is
     * right.
     */
    private @Nullable Http2Exception checkKnown(int id) {
        Http2Stream stream = codec.connection().stream(id);
        int known = streams[slot(id)];
        boolean mayGoOn = stream != null
                ? stream.state().remoteSideOpen() || stream.isResetSent()
                : known == -id || codec.connection().goAwaySent();
        if (mayGoOn) {
            return null;
        }
        return stream != null || known == id
                ? Http2Exception.connectionError(Http2Error.STREAM_CLOSED, "HEADERS on ended stream %d", id)
                : Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "HEADERS on skipped stream %d", id);
    }

    private int number(int from, int length) {
        int number = 0;
        for (int i = from; i < from + length; i++) {
            number = (number << 8) | Byte.toUnsignedInt(header[i]);
        }
        return number;
    }

    private static int slot(int stream) {
        return (stream >>> 1) % REMEMBERED;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf out) {
            written += out.readableBytes();
            writesSince++;
            lookAt(out);
        }
        ctx.write(message, promise);
    }

    /**
     * The codec writes the head of each frame into a buffer of its own. Where it finds the header list of a request too long,
     * it answers 431 itself, and resets the stream right behind that.
     */
    private void lookAt(ByteBuf out) {
        int at = out.readerIndex();
        if (out.readableBytes() == RESET_BYTES && out.getByte(at + 3) == Http2FrameTypes.RST_STREAM) {
            int stream = out.getInt(at + 5);
            if (streams[slot(stream)] == stream) {
                streams[slot(stream)] = -stream;
            }
            int code = out.getInt(at + 9);
            if (code == Http2Error.PROTOCOL_ERROR.code() && stream == answered && writesSince == 2) {
                refusals.count(Refusal.HEADER_TOO_LARGE);
            } else {
                count(code);
            }
        } else if (out.readableBytes() == HEADER_BYTES && out.getByte(at + 3) == Http2FrameTypes.HEADERS) {
            answered = out.getInt(at + 5);
            writesSince = 0;
        } else if (out.readableBytes() == GOAWAY_BYTES
                && out.getByte(at + 3) == Http2FrameTypes.GO_AWAY
                && out.getInt(at + 5) == 0) {
            count(out.getInt(at + 13));
        }
    }

    /** What ends a stream or the connection is counted here, as most of it is the codec's to say. */
    private void count(int code) {
        Http2Error error = Http2Error.valueOf(code);
        if (error == null) {
            return;
        }
        switch (error) {
            case ENHANCE_YOUR_CALM -> refusals.countFlood();
            case REFUSED_STREAM -> refusals.countStream();
            case PROTOCOL_ERROR, FLOW_CONTROL_ERROR, STREAM_CLOSED, FRAME_SIZE_ERROR, COMPRESSION_ERROR ->
                refusals.countViolation();
            default -> {}
        }
    }
}
