package org.jminihttpd.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.jminihttpd.actuate.RequestRate.Counts;
import org.junit.jupiter.api.Test;

class RequestRateTests {

    private final AtomicLong now = new AtomicLong(-7_000_000_000L); // System.nanoTime may be negative
    private final RequestRate rate = new RequestRate(now::get);

    @Test
    void onlySecondsThatAreOverAreTold() {
        answer(200);
        answer(404);
        assertThat(rate.last(60)).isEqualTo(new Counts(0, 0, 0));
        pass(1);
        assertThat(rate.last(60)).isEqualTo(new Counts(2, 1, 0));
        answer(503);
        pass(1);
        assertThat(rate.last(1)).isEqualTo(new Counts(1, 0, 1));
        assertThat(rate.last(60)).isEqualTo(new Counts(3, 1, 1));
        assertThat(rate.each()).hasSize(60).endsWith(0, 2, 1);
        pass(59);
        assertThat(rate.last(60)).isEqualTo(new Counts(1, 0, 1));
        pass(1);
        assertThat(rate.last(60)).isEqualTo(new Counts(0, 0, 0));
    }

    @Test
    void placesOfOldSecondsAreBegunAnew() {
        answer(500);
        pass(64); // the same place
        answer(200);
        pass(1);
        assertThat(rate.last(60)).isEqualTo(new Counts(1, 0, 0));
    }

    private void answer(int status) {
        rate.ended("GET", "/", status, 0, 0, 0);
    }

    private void pass(long seconds) {
        now.addAndGet(seconds * 1_000_000_000L);
    }
}
