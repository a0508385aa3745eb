package org.jminihttpd.guard;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection whose client owes something and does not move.
 *
 * <p>Looks at the connection eight times per timeout instead of arming a timer per request, so a request costs nothing; a
 * stalled connection ends after one to nine eighths of the timeout.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failed writes and closes end in channelInactive
final class StallWatch implements Runnable {

    /** A connection as the watch sees it. */
    interface Subject {

        /** The client owes nothing: a handler is at work. */
        long NOTHING_OWED = -1;

        /** What the client owes, as a number that changes when it delivers; {@link #NOTHING_OWED} if nothing. */
        long owed();

        /** The client delivered nothing for a whole timeout. */
        void stalled();
    }

    static final int LOOKS = 8;

    private final Subject subject;
    private final Future<?> schedule;
    private long last = Subject.NOTHING_OWED;
    private int looks;

    private StallWatch(Channel channel, Subject subject, Duration timeout) {
        this.subject = subject;
        long period = timeout.toNanos() / LOOKS;
        // with fixed delay: an event loop that was held up must not make up for the looks it missed
        this.schedule = channel.eventLoop().scheduleWithFixedDelay(this, period, period, TimeUnit.NANOSECONDS);
    }

    /** Watches until the channel closes. */
    static void start(ChannelHandlerContext ctx, Subject subject, Duration timeout) {
        StallWatch watch = new StallWatch(ctx.channel(), subject, timeout);
        ctx.channel().closeFuture().addListener(closed -> watch.schedule.cancel(false));
    }

    @Override
    public void run() {
        long owed = subject.owed();
        if (owed == Subject.NOTHING_OWED || owed != last) {
            last = owed;
            looks = 0;
        } else if (++looks >= LOOKS) {
            looks = 0;
            subject.stalled();
        }
    }
}
