package org.jminihttpd.listen;

import org.jminihttpd.guard.Guards;
import org.jminihttpd.lane.FastLane;
import org.jminihttpd.lane.HotAnswers;
import org.jminihttpd.lane.Shortcut;
import reactor.netty.http.server.HttpServer;

/**
 * The fast lane for servers that a test puts together itself. What is tagged {@code lane} runs twice: with it, and again
 * with the variable that switches it off for the program, too.
 */
public final class TestLane {

    private TestLane() {}

    /** Whether this is the run with it. */
    public static boolean isOn() {
        return !"no".equals(System.getenv("JMINIHTTPD_SERVER_FAST_LANE"));
    }

    /** A new table, which takes nothing if the lane is off. */
    public static HotAnswers answers() {
        return isOn() ? new HotAnswers() : HotAnswers.off();
    }

    /** A server behind guards and the lane. */
    public static HttpServer apply(HttpServer server, Guards guards, HotAnswers answers) {
        return apply(server, guards, answers, exchange -> false);
    }

    /** As {@link #apply(HttpServer, Guards, HotAnswers)}, with another short way. */
    public static HttpServer apply(HttpServer server, Guards guards, HotAnswers answers, Shortcut shortcut) {
        FastLane lane = new FastLane(() -> answers, shortcut);
        return CodecReady.apply(guards.apply(server), channel -> {
            guards.install(channel);
            lane.install(channel);
        });
    }

    /** A lane for one table. */
    static FastLane lane(HotAnswers answers) {
        return new FastLane(() -> answers, exchange -> false);
    }
}
