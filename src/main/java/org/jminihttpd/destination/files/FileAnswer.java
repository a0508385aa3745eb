package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCounted;
import java.util.List;
import java.util.concurrent.Executor;
import org.jminihttpd.lane.HotAnswer;
import org.jminihttpd.lane.HotAnswers;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;
import reactor.netty.FutureMono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A file or some of its bytes, on its way by the fastest means that the connection allows. */
final class FileAnswer extends NativeAnswer {

    private final ServedFile file;
    private final FileSelection selection;
    private final @Nullable String cacheControl;
    private final Executor diskThreads;
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
            @Nullable HotAnswers replays) {
        super(selection.isWhole() ? HttpStatus.OK : HttpStatus.PARTIAL_CONTENT);
        this.file = file;
        this.selection = selection;
        this.cacheControl = cacheControl;
        this.diskThreads = diskThreads;
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
    Mono<Void> send(HttpServerResponse response) {
        if (file.content() != null) {
            return sendCopy(response, file.content());
        }
        return kernelSends(channel(response)) ? sendByKernel(response) : sendPieces(response);
    }

    @Override
    void discard() {
        file.release();
    }

    /** The buffers have counts of their own, so the file is done with. */
    private Mono<Void> sendCopy(HttpServerResponse response, ByteBuf content) {
        ByteBuf body;
        if (selection.isWhole()) {
            offer(((HttpServerRequest) response).uri());
            body = content.retainedDuplicate();
        } else {
            body = Unpooled.wrappedBuffer(
                    selection.parts().stream().map(part -> bytes(part, content)).toArray(ByteBuf[]::new));
        }
        file.release();
        return response.sendObject(body).then();
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

    /** The regions hold references of their own, so the file is done with. */
    private Mono<Void> sendByKernel(HttpServerResponse response) {
        List<ReferenceCounted> messages = selection.parts().stream()
                .map(part -> part instanceof BodyPart.Slice slice
                        ? file.region(slice.first(), slice.length())
                        : ((BodyPart.Text) part).bytes())
                .toList();
        file.release();
        return response.sendHeaders()
                .then(
                        FutureMono.deferFuture(() -> writeAll(channel(response), messages)),
                        () -> messages.forEach(ReferenceCounted::release))
                .then();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the last one's tells
    private static ChannelFuture writeAll(Channel channel, List<ReferenceCounted> messages) {
        for (ReferenceCounted message : messages.subList(0, messages.size() - 1)) {
            channel.write(message);
        }
        return channel.writeAndFlush(messages.get(messages.size() - 1));
    }

    private Mono<Void> sendPieces(HttpServerResponse response) {
        Pieces pieces = new FilePieces(file.channel(), selection.parts());
        return response.sendHeaders()
                .then(PieceSender.send(channel(response), pieces, diskThreads))
                .then()
                .doFinally(end -> file.release());
    }

    /** Bytes that someone must encrypt, compress or frame have to come through us. */
    private static boolean kernelSends(Channel channel) {
        return !(channel instanceof Http2StreamChannel)
                && channel.pipeline().get(NettyPipeline.SslHandler) == null
                && channel.pipeline().get(NettyPipeline.CompressionHandler) == null;
    }
}
