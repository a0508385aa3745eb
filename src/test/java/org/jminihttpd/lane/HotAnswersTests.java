package org.jminihttpd.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a table keeps when there are more targets than it may hold. */
class HotAnswersTests {

    private static final Turn TURN = new Turn();

    private final HotAnswers answers = new HotAnswers();
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void fullTableMakesRoomForNewOnesAtBoundedCost() {
        fill();
        for (int i = 0; i < 2 * HotAnswers.MOST; i++) {
            looks.set(0);
            put("/new-" + i);
            assertThat(answers.has("/new-" + i)).isTrue();
            assertThat(looks.get()).isLessThanOrEqualTo(HotAnswers.MOST_LOOKS);
        }
        assertThat(held("/old-")).isZero();
        assertThat(held("/new-")).isEqualTo(HotAnswers.MOST);
    }

    @Test
    void whatIsAskedForStays() {
        fill();
        for (int i = 0; i < 2 * HotAnswers.MOST; i++) {
            assertThat(answers.current("/old-7", TURN)).isNotNull();
            put("/new-" + i);
        }
        assertThat(answers.has("/old-7")).isTrue();
        assertThat(held("/old-")).isOne();
    }

    @Test
    void tableOfNothingButAskedForAnswersIsNotSearchedToTheEnd() {
        fill();
        for (int i = 0; i < HotAnswers.MOST; i++) {
            answers.current("/old-" + i, TURN);
        }
        looks.set(0);
        put("/new-0");
        assertThat(answers.has("/new-0")).isFalse();
        assertThat(looks.get()).isLessThanOrEqualTo(HotAnswers.MOST_LOOKS);
        for (int i = 1; i <= HotAnswers.MOST / HotAnswers.MOST_LOOKS; i++) { // and again, until the hand was everywhere
            put("/new-" + i);
        }
        assertThat(held("/new-")).isOne();
    }

    @Test
    void queriesAreNotKept() {
        put("/x?y");
        assertThat(answers.has("/x?y")).isFalse();
    }

    private void fill() {
        for (int i = 0; i < HotAnswers.MOST; i++) {
            put("/old-" + i);
        }
        assertThat(held("/old-")).isEqualTo(HotAnswers.MOST);
    }

    private void put(String target) {
        answers.put(target, new HotAnswer(new Kept(), new DefaultHttpHeaders()));
    }

    private long held(String prefix) {
        int held = 0;
        for (int i = 0; i < 2 * HotAnswers.MOST; i++) {
            held += answers.has(prefix + i) ? 1 : 0;
        }
        return held;
    }

    /** A file that stays as it is. */
    private final class Kept implements HotAnswer.Source {

        @Override
        public boolean isCurrent(Turn turn) {
            return true;
        }

        @Override
        public ByteBuf body() {
            return Unpooled.EMPTY_BUFFER;
        }

        @Override
        public boolean isGone() {
            looks.incrementAndGet();
            return false;
        }
    }
}
