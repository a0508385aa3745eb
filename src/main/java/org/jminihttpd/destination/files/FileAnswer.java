package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.util.List;
import java.util.concurrent.Executor;
import org.jminihttpd.lane.HotAnswer;
import org.jminihttpd.lane.HotAnswers;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;
import reactor.netty.FutureMono;
import reactor.netty.NettyPipeline;

/** A file or some of its bytes, on its way by the fastest means that the connection allows. */
final class FileAnswer extends NativeAnswer {

    /**
     * Bytes from which on it takes less to read and write pieces of this size than sendfile, which the kernel does page by
     * page: 0.6 to 0.8 of the processor time; in pieces of 256 KiB 1.3 (measured).
     */
    private static final int BULK = 2 * 1024 * 1024;

    /** Bytes of a piece that is encrypted: 64 KiB take 1.6 times the processor time (measured), 1 MiB no less. */
    private static final int ENCRYPTED = 256 * 1024;

    /**
     * Bytes that may wait in the socket of such an answer. What waits there is sent when the client reads, at the cost of
     * a client on the same machine: with more it gets a quarter less (measured). Of slow clients it bounds the memory.
     */
    private static final long UNSENT = 64 * 1024;

    private final ServedFile file;
    private final FileSelection selection;
    private final @Nullable String cacheControl;
    private final Executor diskThreads;
    private final FileFailures failures;
    private final @Nullable HotAnswers replays;

    /**
     * Takes over the caller's reference to the file.
     *
     * @param replays where to offer the answer for later requests, if it may be offered
     */
    FileAnswer(
            ServedFile file,
            FileSelection selection,
            @Nullable String cacheControl,
            Executor diskThreads,
            FileFailures failures,
            @Nullable HotAnswers replays) {
        super(selection.isWhole() ? HttpStatus.OK : HttpStatus.PARTIAL_CONTENT);
        this.file = file;
        this.selection = selection;
        this.cacheControl = cacheControl;
        this.diskThreads = diskThreads;
        this.failures = failures;
        this.replays = replays;
    }

    @Override
    void describe(HttpHeaders fields) {
        fields.set(HttpHeaderNames.CONTENT_TYPE, selection.contentType());
        fields.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(selection.length()));
        if (selection.contentRange() != null) {
            fields.set(HttpHeaderNames.CONTENT_RANGE, selection.contentRange());
        }
        fields.set(HttpHeaderNames.ETAG, file.etagText());
        fields.set(HttpHeaderNames.LAST_MODIFIED, file.lastModifiedText());
        fields.set(HttpHeaderNames.ACCEPT_RANGES, "bytes");
        fields.set("x-content-type-options", "nosniff");
        if (cacheControl != null) {
            fields.set(HttpHeaderNames.CACHE_CONTROL, cacheControl);
        }
    }

    @Override
    Mono<Void> send(Outlet outlet) {
        if (file.content() != null) {
            return outlet.send(copy(outlet, file.content()));
        }
        Channel channel = outlet.channel();
        boolean kernelSends = kernelSends(channel);
        return outlet.send(writer -> kernelSends && selection.length() < BULK
                        ? sendByKernel(writer)
                        : sendPieces(channel, writer, kernelSends))
                .doFinally(end -> file.release());
    }

    @Override
    void cut(String target, Throwable failure) {
        failures.cut(target, failure);
    }

    @Override
    void discard() {
        file.release();
    }

    /** The buffers have counts of their own, so the file is done with. */
    private ByteBuf copy(Outlet outlet, ByteBuf content) {
        ByteBuf body;
        if (selection.isWhole()) {
            offer(outlet.target());
            body = content.retainedDuplicate();
        } else {
            body = Unpooled.wrappedBuffer(
                    selection.parts().stream().map(part -> bytes(part, content)).toArray(ByteBuf[]::new));
        }
        file.release();
        return body;
    }

    private void offer(String target) {
        if (replays != null && !replays.has(target)) {
            HttpHeaders fields = new DefaultHttpHeaders();
            describe(fields);
            replays.put(target, new HotAnswer(file, fields));
        }
    }

    private static ByteBuf bytes(BodyPart part, ByteBuf content) {
        if (part instanceof BodyPart.Slice slice) {
            return content.retainedSlice((int) slice.first(), (int) slice.length());
        }
        return ((BodyPart.Text) part).bytes();
    }

    private Mono<Void> sendByKernel(ChannelOutboundInvoker writer) {
        return FutureMono.deferFuture(() -> writeAll(writer, selection.parts()));
    }

    /** The regions hold references of their own. */
    @SuppressWarnings("FutureReturnValueIgnored") // the last one's tells
    private ChannelFuture writeAll(ChannelOutboundInvoker writer, List<BodyPart> parts) {
        for (BodyPart part : parts.subList(0, parts.size() - 1)) {
            writer.write(message(part));
        }
        return writer.writeAndFlush(message(parts.get(parts.size() - 1)));
    }

    private Object message(BodyPart part) {
        return part instanceof BodyPart.Slice slice
                ? file.region(slice.first(), slice.length())
                : ((BodyPart.Text) part).bytes();
    }

    private Mono<Void> sendPieces(Channel channel, ChannelOutboundInvoker writer, boolean kernelSends) {
        if (!kernelSends && channel.isActive()) {
            Channel connection = channel instanceof Http2StreamChannel ? channel.parent() : channel;
            connection.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT);
        }
        Pieces pieces = new FilePieces(file, selection.parts(), kernelSends ? BULK : 0);
        return PieceSender.send(channel, writer, pieces, kernelSends ? BULK : ENCRYPTED, diskThreads);
    }

    /** Bytes that someone must encrypt, compress or frame have to come through us. */
    private static boolean kernelSends(Channel channel) {
        return !(channel instanceof Http2StreamChannel)
                && channel.pipeline().get(NettyPipeline.SslHandler) == null
                && channel.pipeline().get(NettyPipeline.CompressionHandler) == null;
    }
}
