package org.jminihttpd.guard;

import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResultProvider;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.jminihttpd.config.LimitProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.channel.ChannelOperations;

/** Stands between the HTTP/1 codec and reactor-netty: refuses what must not get in, and lets the next request in when one is done. */
@SuppressWarnings("FutureReturnValueIgnored") // failed writes and closes end in channelInactive
final class Http1Guard extends ChannelDuplexHandler implements StallWatch.Subject {

    private static final Logger log = LoggerFactory.getLogger(Http1Guard.class);

    private final Refusals refusals;
    private final Connections connections;
    private final RequestRules rules;
    private final long maxBody;
    private final RequestDecoder decoder;
    private final AnswerEncoder encoder;
    private final Duration timeout;

    private @Nullable ChannelHandlerContext context;
    private boolean refused;
    private boolean lingering;
    private boolean closing;
    private boolean inputEnded;
    private boolean closeAfterAnswer;
    private boolean bodyComplete = true;
    private boolean continueOwed;
    private boolean answerBegun;
    private boolean answerComplete = true;
    private boolean waiting = true;
    private boolean last;
    private boolean oldButKept;
    private boolean answeredHere;
    private boolean readRequested;
    private long bodyBytes;
    private long requests;

    Http1Guard(
            LimitProperties limits,
            Refusals refusals,
            Connections connections,
            RequestDecoder decoder,
            AnswerEncoder encoder) {
        this.refusals = refusals;
        this.connections = connections;
        this.rules = new RequestRules(limits.maxBody());
        this.maxBody = limits.maxBody();
        this.timeout = limits.timeout();
        this.decoder = decoder;
        this.encoder = encoder;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        StallWatch.start(ctx, this, timeout);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        readRequested = false;
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        Refusal refusal = message instanceof HttpRequest request ? begin(request) : content(message);
        if (refusal != null) {
            ReferenceCountUtil.release(message);
            if (refusal == Refusal.SERVER_OPTIONS && goesOn((HttpRequest) message)) {
                answerHere(ctx, refusal);
            } else {
                refuse(ctx, refusal);
            }
            return;
        }
        bodyComplete |= message instanceof LastHttpContent;
        if (answeredHere) {
            ReferenceCountUtil.release(message);
            read(ctx);
        } else {
            ctx.fireChannelRead(message);
        }
        nextIfDone(ctx);
    }

    private @Nullable Refusal begin(HttpRequest request) {
        requests++;
        waiting = false;
        bodyComplete = false;
        answerBegun = false;
        answerComplete = false;
        bodyBytes = 0;
        answeredHere = false;
        Refusal refusal = rules.check(request);
        oldButKept = refusal == null && keepOld(request);
        last = request.protocolVersion().equals(HttpVersion.HTTP_1_0) || !HttpUtil.isKeepAlive(request);
        encoder.answersHead(request.method().equals(HttpMethod.HEAD));
        continueOwed = refusal == null && HttpUtil.is100ContinueExpected(request);
        if (continueOwed && !BodyStart.announcesBody(request)) {
            request.headers().remove(HttpHeaderNames.EXPECT); // nobody waits with a body
            continueOwed = false;
        }
        return refusal;
    }

    /** Whether another request can come behind it. */
    private boolean goesOn(HttpRequest request) {
        return !last && !HttpUtil.is100ContinueExpected(request);
    }

    /**
     * Makes a request of HTTP/1.0 that asks to keep the connection (as {@code ab -k} does) one of HTTP/1.1, for
     * reactor-netty knows only that persistence; {@link #asOld} makes up for it. False if it is none.
     */
    private static boolean keepOld(HttpRequest request) {
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_0) || !HttpUtil.isKeepAlive(request)) {
            return false;
        }
        request.setProtocolVersion(HttpVersion.HTTP_1_1);
        request.headers().remove(HttpHeaderNames.CONNECTION).remove(HttpHeaderNames.EXPECT);
        return true;
    }

    /** RFC 9112 6.1 and 9.3: HTTP/1.0 knows no chunks, and must be told that the connection is kept. */
    private void asOld(HttpResponse answer) {
        if (HttpUtil.isTransferEncodingChunked(answer)) {
            HttpUtil.setTransferEncodingChunked(answer, false);
            answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            closeAfterAnswer = true;
        } else if (HttpUtil.isKeepAlive(answer)) {
            answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }

    private @Nullable Refusal content(Object message) {
        if (message instanceof DecoderResultProvider provider
                && provider.decoderResult().isFailure()) {
            return Refusal.BAD_REQUEST;
        }
        if (message instanceof ByteBufHolder content) {
            bodyBytes += content.content().readableBytes();
            continueOwed = false;
        }
        return bodyBytes > maxBody ? Refusal.BODY_TOO_LARGE : null;
    }

    private void refuse(ChannelHandlerContext ctx, Refusal refusal) {
        refused = true;
        refusals.count(refusal);
        decoder.refuse();
        if (log.isDebugEnabled()) {
            log.debug("{} refused: {}", ctx.channel(), refusal);
        }
        if (answerBegun || !ctx.channel().isActive()) {
            ctx.close();
            return;
        }
        answerBegun = true;
        answerComplete = true;
        FullHttpResponse answer = refusal.http1();
        answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx.writeAndFlush(answer).addListener(done -> linger(ctx, ctx.newPromise(), LingeringClose.LONG));
    }

    /** Answers in place of a handler; the connection goes on when the body, if there is one, has been skipped. */
    private void answerHere(ChannelHandlerContext ctx, Refusal refusal) {
        answeredHere = true;
        answerBegun = true;
        answerComplete = true;
        ctx.writeAndFlush(refusal.http1());
        read(ctx);
    }

    /** Closes so that the client gets what was written although it still sends (RFC 9112 9.6). */
    private void linger(ChannelHandlerContext ctx, ChannelPromise promise, Duration patience) {
        if (!lingering) {
            lingering = true;
            LingeringClose.start(ctx, promise, patience);
        } else {
            ctx.close(promise);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (refused) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        if (message instanceof HttpResponse answer) {
            if (answer.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                continueOwed &= !answer.status().equals(HttpResponseStatus.CONTINUE);
                ctx.write(message, promise);
                return;
            }
            answerBegun = true;
            if (oldButKept) {
                asOld(answer);
            }
            // an unasked body may come now or not: only the end of the connection is clear (RFC 9110 10.1.1)
            if (last || continueOwed) {
                answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                closeAfterAnswer |= continueOwed || !isOfReactorNetty(ctx);
            }
        }
        if (!(message instanceof LastHttpContent)) {
            ctx.write(message, promise);
            return;
        }
        answerComplete = true;
        if (closeAfterAnswer) {
            ctx.write(message, promise.unvoid())
                    .addListener(sent -> ctx.channel().close());
        } else {
            ctx.write(message, promise);
            nextIfDone(ctx); // of an answer that came late and not from reactor-netty, nobody tells
        }
    }

    /** Behind the last of those it closes the connection itself. */
    private static boolean isOfReactorNetty(ChannelHandlerContext ctx) {
        return ChannelOperations.get(ctx.channel()) != null;
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        readRequested = true;
        if (!inputEnded) {
            ctx.read();
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (closing) {
            succeedWhenClosed(ctx, promise);
            return;
        }
        if (connections.isDraining()
                && !waiting
                && !answerComplete
                && ctx.channel().isActive()) {
            // reactor-netty did not see the request coming when it chose what to wait for
            closeAfterAnswer = true;
            succeedWhenClosed(ctx, promise);
            return;
        }
        Duration patience = patience();
        decoder.refuse();
        refused = true;
        if (OutboundProgress.isPending(ctx.channel())) {
            // what the client has not taken yet would be lost
            closing = true;
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> end(ctx, promise, patience));
        } else {
            end(ctx, promise, patience);
        }
    }

    /** How long the end lingers. */
    private Duration patience() {
        if (answerComplete && !waiting && (decoder.isInBody() || decoder.hasBytes())) {
            return LingeringClose.LONG;
        }
        return connections.isDraining() && requests > 0 && !inputEnded ? LingeringClose.SHORT : Duration.ZERO;
    }

    private void end(ChannelHandlerContext ctx, ChannelPromise promise, Duration patience) {
        if (patience.isZero()) {
            ctx.close(promise);
        } else {
            linger(ctx, promise, patience);
        }
    }

    private static void succeedWhenClosed(ChannelHandlerContext ctx, ChannelPromise promise) {
        ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            endOfInput(ctx);
        } else if (event == ChannelInputShutdownReadComplete.INSTANCE) {
            OutboundProgress.watchOnly(ctx.channel());
        } else {
            ctx.fireUserEventTriggered(event);
            nextIfDone(ctx);
        }
    }

    /** A client that closed its direction only still gets its answer ({@code printf | nc}), and nothing more. */
    private void endOfInput(ChannelHandlerContext ctx) {
        inputEnded = true;
        if (lingering || (waiting && !decoder.headBegun())) {
            ctx.close();
        } else if (waiting || !bodyComplete) {
            refuse(ctx, Refusal.BAD_REQUEST);
        }
    }

    private void nextIfDone(ChannelHandlerContext ctx) {
        if (waiting || refused || !bodyComplete || !answerComplete || isOfReactorNetty(ctx)) {
            return;
        }
        waiting = true;
        decoder.next(ctx);
        if (inputEnded || connections.isDraining()) { // reactor-netty may have looked just before this request began
            // after the task in which the decoder lets out the next request, if there is one
            ctx.executor().execute(() -> {
                if (waiting) {
                    close(ctx, ctx.newPromise());
                }
            });
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            // a reset, or TLS records that are none: the client's doing, and no news
            log.debug("{} broken off", ctx.channel(), cause);
            ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    @Override
    public long owed() {
        if (context == null || lingering) {
            return NOTHING_OWED;
        }
        Channel channel = context.channel();
        if (OutboundProgress.isPending(channel)) {
            return OutboundProgress.mark(channel) & Long.MAX_VALUE;
        }
        if (waiting) {
            // the whole head has one deadline, however many bytes of it come
            return requests * 2 + (decoder.headBegun() ? 1 : 0);
        }
        if (!bodyComplete && (readRequested || channel.config().isAutoRead())) {
            return bodyBytes;
        }
        return inputEnded ? requests : NOTHING_OWED;
    }

    @Override
    public void stalled() {
        if (context == null) {
            return;
        }
        Channel channel = context.channel();
        if (OutboundProgress.isPending(channel)) {
            if (!OutboundProgress.isTaking(channel, timeout.toMillis())) {
                refusals.countStalled();
                // a reset: the kernel would keep megabytes for a client that does not take them
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                context.close();
            }
        } else if (waiting ? decoder.headBegun() : !bodyComplete) {
            refuse(context, Refusal.TIMEOUT);
        } else {
            context.close();
        }
    }
}
