package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

class PieceSenderTests {

    private final EmbeddedChannel channel = new EmbeddedChannel();

    /** Gives this many, of one byte each. */
    private static final class Counted implements Pieces {

        private int left;
        private int closed;

        Counted(int left) {
            this.left = left;
        }

        @Override
        public @Nullable ReferenceCounted next(ByteBufAllocator allocator, int size) throws IOException {
            if (left < 0) {
                throw new IOException("broken");
            }
            return left-- == 0 ? null : Unpooled.copiedBuffer(new byte[] {1});
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private int sent() {
        int count = 0;
        for (Object piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
            count += ByteBufUtil.getBytes((ByteBuf) piece).length;
        }
        return count;
    }

    @Test
    void busyDiskThreadsDelayAnAnswerThatHasBegun() {
        int[] refusals = {3};
        Executor busy = task -> {
            if (refusals[0]-- > 0) {
                throw new RejectedExecutionException();
            }
            task.run();
        };
        Counted pieces = new Counted(5);
        boolean[] ended = {false};
        PieceSender.send(channel, channel, pieces, 4096, busy).subscribe(null, null, () -> ended[0] = true);
        channel.runPendingTasks();
        assertThat(sent()).isZero();
        for (int i = 0; i < 3; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runPendingTasks();
        }
        channel.runPendingTasks();
        assertThat(sent()).isEqualTo(5);
        assertThat(ended[0]).isTrue();
        assertThat(pieces.closed).isEqualTo(1);
    }

    @Test
    void failureEndsTheAnswer() {
        Counted pieces = new Counted(-1);
        Throwable[] failure = {null};
        PieceSender.send(channel, channel, pieces, 4096, Runnable::run).subscribe(null, seen -> failure[0] = seen);
        channel.runPendingTasks();
        assertThat(failure[0]).hasMessage("broken");
        assertThat(pieces.closed).isEqualTo(1);
    }

    @Test
    void clientThatLeavesEndsTheAnswer() {
        Runnable[] task = {null};
        Counted pieces = new Counted(5);
        Disposable sending = PieceSender.send(channel, channel, pieces, 4096, queued -> task[0] = queued)
                .subscribe();
        channel.runPendingTasks();
        sending.dispose();
        channel.runPendingTasks();
        task[0].run();
        channel.runPendingTasks();
        assertThat(sent()).isZero();
        assertThat(pieces.closed).isEqualTo(1);
    }
}
