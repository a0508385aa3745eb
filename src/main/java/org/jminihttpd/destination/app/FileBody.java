package org.jminihttpd.destination.app;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Flow;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.netty.NettyPipeline;

/** A part of a file that an application sends, in pieces for the connections that the kernel cannot send files on. */
final class FileBody {

    /** reactor-netty's own are of 1 KiB, which reach 0.16 of nginx; these reach more than it. */
    private static final int PIECE = 64 << 10;

    private FileBody() {}

    /** Whether nobody has to encrypt, compress or frame what is sent. */
    static boolean kernelSends(Channel channel) {
        return !(channel instanceof Http2StreamChannel)
                && channel.pipeline().get(NettyPipeline.SslHandler) == null
                && channel.pipeline().get(NettyPipeline.CompressionHandler) == null;
    }

    static Flow.Publisher<ByteBuffer> read(Path file, long position, long count) {
        Flux<ByteBuffer> pieces = Flux.using(
                () -> FileChannel.open(file, StandardOpenOption.READ),
                channel -> Flux.generate(() -> position, (from, sink) -> next(channel, from, position + count, sink)),
                FileBody::close);
        return JdkFlowAdapter.publisherToFlowPublisher(pieces);
    }

    private static long next(FileChannel channel, long from, long end, SynchronousSink<ByteBuffer> sink) {
        if (from == end) {
            sink.complete();
            return from;
        }
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, end - from));
        try {
            while (piece.hasRemaining()) {
                if (channel.read(piece, from + piece.position()) <= 0) {
                    throw new EOFException("the file is shorter than what is to be sent of it");
                }
            }
            sink.next(piece.flip());
        } catch (IOException failure) {
            sink.error(failure);
        }
        return from + piece.limit();
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException nothingLost) {
            // it was only read
        }
    }
}
