package org.jminihttpd.guard;

import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;

/** What the guard knows of one HTTP/2 stream. */
final class GuardedStream {

    final Http2FrameStream frameStream;
    boolean begun;
    boolean refused;
    boolean answerBegun;
    long bodyBytes;

    private long last;
    private int looks;

    GuardedStream(Http2FrameStream frameStream) {
        this.frameStream = frameStream;
    }

    /** Whether the client did not move this stream for a whole timeout; to be asked at each look of the watch. */
    boolean isStalled(Http2FrameCodec codec, Http2Stream stream) {
        Http2RemoteFlowController out = codec.encoder().flowController();
        int room = codec.decoder().flowController().windowSize(stream);
        boolean bodyOwed = stream.state().remoteSideOpen() && room > 0;
        boolean windowOwed = out.hasFlowControlled(stream);
        long mark = bodyBytes * 31 + room;
        if (windowOwed) {
            int window = out.windowSize(stream);
            // with a window of its own the stream waits for that of the connection, which others may be using up
            mark = mark * 31 + window;
            mark = window > 0 ? mark * 31 + out.windowSize(codec.connection().connectionStream()) : mark;
        }
        if ((!bodyOwed && !windowOwed) || mark != last) {
            last = mark;
            looks = 0;
            return false;
        }
        return ++looks == StallWatch.LOOKS;
    }
}
