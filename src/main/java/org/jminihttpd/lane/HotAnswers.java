package org.jminihttpd.lane;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The answers that may be replayed, by the exact text of their request target: no path is decoded and no policy asked
 * again. One table serves all listeners of the site, since they share its routes; it belongs to one table of routes, so
 * that nothing is replayed of routes that were replaced.
 */
public final class HotAnswers {

    /** The bodies are bounded by those who hold them; this bounds the keys, which clients choose. */
    static final int MOST = 12_288;

    /** How many a new answer may look at, when there are so many, for one that nobody asks for. */
    static final int MOST_LOOKS = 8;

    private static final int LONGEST_TARGET = 512;

    private final Map<String, HotAnswer> table = new ConcurrentHashMap<>();
    private final boolean off;
    private Iterator<HotAnswer> hand = Collections.emptyIterator();

    public HotAnswers() {
        this(false);
    }

    private HotAnswers(boolean off) {
        this.off = off;
    }

    /** A table that takes nothing. */
    public static HotAnswers off() {
        return new HotAnswers(true);
    }

    boolean areOff() {
        return off;
    }

    /** Offers the answer to GET of a target, which must be the same for every client whatever it sends. */
    public void put(String target, HotAnswer answer) {
        if (off || target.length() > LONGEST_TARGET || target.indexOf('?') >= 0) {
            return; // a query does not change a file: its many spellings would only push others out
        }
        if (table.size() >= MOST) {
            makeRoom();
        }
        if (table.size() < MOST) {
            table.put(target, answer);
        }
    }

    /** Goes round: what was not asked for since the last time gives way. */
    private synchronized void makeRoom() {
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            if (!hand.hasNext()) {
                hand = table.values().iterator();
            }
            if (hand.hasNext() && !hand.next().takeUsed()) {
                hand.remove();
                return;
            }
        }
    }

    /** Whether an answer for a target is there, good or not. */
    public boolean has(String target) {
        return table.containsKey(target);
    }

    /** The answer to a target if it still holds, which the file system is asked at most once for each turn. */
    @Nullable
    HotAnswer current(String target, Turn turn) {
        HotAnswer answer = table.get(target);
        if (answer == null || answer.isCurrent(turn)) {
            return answer;
        }
        table.remove(target, answer);
        return null;
    }
}
