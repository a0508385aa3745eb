package org.jminihttpd.destination.python;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one thread of a worker: carries one conversation at a time. It is read only when somebody takes what
 * comes, so that a worker goes as fast as its client.
 *
 * <p>All state belongs to the event loop of the channel.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failed writes and closes end in channelInactive
final class WorkerConnection extends ChannelInboundHandlerAdapter {

    private static final Log log = LogFactory.getLog(WorkerConnection.class);

    /** Bytes that one read brings at most. */
    private static final int READ = 64 * 1024;

    /** How often a timeout is looked at. */
    private static final int LOOKS = 8;

    private final WorkerPool pool;
    private final Duration timeout;
    private final FrameReader reader = new FrameReader();
    private @Nullable DuplexChannel channel;
    private volatile @Nullable PythonWorker worker;
    private @Nullable Conversation conversation;
    private volatile int peer;
    private boolean leaving;
    private boolean abandoned;
    private long received;
    private long seen;
    private int looks;

    WorkerConnection(WorkerPool pool, Duration timeout) {
        this.pool = pool;
        this.timeout = timeout;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = (DuplexChannel) ctx.channel();
        channel.config()
                .setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(512, 2048, READ).maxMessagesPerRead(1));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        long period = timeout.toNanos() / LOOKS;
        Future<?> watch = ctx.executor().scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
        ctx.channel().closeFuture().addListener(closed -> watch.cancel(false));
        ctx.read();
    }

    /** Whose it is; null before the hello. */
    @Nullable
    PythonWorker worker() {
        return worker;
    }

    /** The process at the other end as the kernel knows it; 0 if the kernel does not say. */
    int peer() {
        return peer;
    }

    /** Sends the head of a request, unless the thread is about to leave. Any thread calls. */
    void begin(Conversation next, ByteBuf head) {
        onLoop(() -> {
            if (leaving || !channel().isActive()) {
                head.release();
                next.retry();
                return;
            }
            conversation = next;
            channel().writeAndFlush(head);
            channel().read();
            next.begun(this);
        });
    }

    /** Sends a part of a request; the order is that of the calls. Any thread calls. */
    ChannelFuture write(ByteBuf bytes) {
        return channel().write(bytes);
    }

    void flush() {
        channel().flush();
    }

    /** Says whether a file is open, so that the worker need not send it. */
    void reply(boolean open) {
        channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[] {(byte) (open ? 'O' : 'N'), 0, 0, 0, 0}));
    }

    /** Reads on. Any thread calls. */
    void resume() {
        channel().read();
    }

    /**
     * Nobody waits for the answer any more: the worker notices as soon as it reads or writes. Until then its thread is
     * watched as before, or impatient clients could use up all threads that hang. Any thread calls.
     */
    void abandon(Conversation given) {
        onLoop(() -> {
            if (conversation == given) {
                abandoned = true;
                channel().shutdownOutput();
                channel().read();
            }
        });
    }

    void close() {
        channel().close();
    }

    private void onLoop(Runnable task) {
        EventLoop loop = channel().eventLoop();
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    private DuplexChannel channel() {
        return Objects.requireNonNull(channel);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (abandoned) { // the thread is alive
            ReferenceCountUtil.release(message);
            ctx.close();
            return;
        }
        received++;
        List<WorkerFrame> answer = new ArrayList<>();
        boolean reads = conversation == null;
        for (WorkerFrame frame : reader.read((ByteBuf) message, ctx.alloc())) {
            if (frame instanceof WorkerFrame.Hello hello) {
                greet(ctx, hello.worker());
            } else if (frame instanceof WorkerFrame.Goodbye) {
                leave();
            } else if (frame instanceof WorkerFrame.Free) {
                pass(answer);
                answer = new ArrayList<>();
                free();
                reads = true;
            } else {
                answer.add(frame);
            }
        }
        if (conversation == null && !answer.isEmpty()) {
            FrameReader.release(answer);
            throw new CorruptedFrameException("an answer to nothing");
        }
        if (!pass(answer) || reads) {
            ctx.read();
        }
    }

    /** Gives frames to the conversation, which will resume the reading; false if there are none. */
    private boolean pass(List<WorkerFrame> answer) {
        Conversation current = conversation;
        if (answer.isEmpty() || current == null) {
            FrameReader.release(answer);
            return false;
        }
        current.accept(answer);
        return true;
    }

    private void greet(ChannelHandlerContext ctx, int number) {
        worker = pool.greet(number, this);
        if (worker == null) {
            ctx.close();
            return;
        }
        try {
            peer = channel instanceof EpollDomainSocketChannel unix
                    ? unix.peerCredentials().pid()
                    : 0;
        } catch (IOException e) {
            peer = 0;
        }
        pool.release(this);
    }

    private void leave() {
        leaving = true;
        if (worker != null) {
            pool.replace(worker, "wants to end");
        }
        if (conversation == null) {
            pool.remove(this);
            channel().close();
        }
    }

    private void free() {
        conversation = null;
        looks = 0;
        if (leaving) {
            pool.remove(this);
            channel().close();
        } else {
            pool.release(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        reader.close();
        pool.remove(this);
        if (conversation != null) {
            conversation.lost();
            conversation = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof CorruptedFrameException && worker != null) {
            pool.replace(worker, "does not keep to the protocol (" + cause.getMessage() + ")");
        } else if (!(cause instanceof IOException)) {
            log.error("Connection of a worker", cause);
        }
        ctx.close();
    }

    /** Ends a conversation in which the application owes something and gives no sign of life. */
    private void look() {
        Conversation current = conversation;
        long progress = current == null ? 0 : received + current.progress();
        boolean owesNothing = current == null || (!abandoned && current.waitsForClient());
        if (owesNothing || progress != seen) {
            seen = progress;
            looks = 0;
        } else if (current != null && ++looks >= LOOKS) {
            conversation = null;
            current.timedOut();
            if (worker != null) {
                pool.replace(worker, "gave no answer to %s for %d s".formatted(current, timeout.toSeconds()));
            }
            channel().close();
        }
    }
}
