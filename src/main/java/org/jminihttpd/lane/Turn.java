package org.jminihttpd.lane;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One round of an event loop over its sockets. What it reads is answered at its end: a look at a file is newer than all
 * requests of the round only then, and so they can share it.
 */
public final class Turn {

    /** A connection with something to answer. */
    interface Waiting {

        ChannelHandlerContext context();

        void answer(Turn turn);
    }

    /** Of the loop whose thread asks. */
    private static final FastThreadLocal<@Nullable Turn> CURRENT = new FastThreadLocal<>();

    private final List<Waiting> waiting = new ArrayList<>();

    /** Has a connection answer at the end of the turn; called on its event loop. */
    static void await(EventLoop loop, Waiting connection) {
        Turn turn = CURRENT.get();
        if (turn == null) {
            turn = new Turn();
            CURRENT.set(turn);
            loop.execute(turn::end); // a task runs when the sockets have been read
        }
        turn.waiting.add(connection);
    }

    private void end() {
        CURRENT.remove(); // what is read from now on is of the next one
        for (Waiting connection : waiting) {
            try {
                connection.answer(this);
            } catch (RuntimeException failure) { // the others must have their answers
                connection.context().fireExceptionCaught(failure);
            }
        }
        waiting.clear();
    }
}
