package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryShareTests {

    private final MemoryShare share = new MemoryShare(1 << 20);

    @Test
    void fairPartsShrinkAsTheShareFills() {
        int taken = 0;
        int last = 1 << 18;
        for (int i = 0; i < 1000; i++) {
            int part = share.takeFair(1 << 18, 4096);
            assertThat(part).isBetween(4096, last).isEqualTo(Integer.highestOneBit(part));
            taken += part;
            last = part;
        }
        assertThat(last).isEqualTo(4096);
        share.giveBack(taken);
        assertThat(share.takeFair(1 << 18, 4096)).isEqualTo(1 << 18);
    }

    @Test
    void nobodyGetsMoreThanWanted() {
        assertThat(share.takeFair(1 << 16, 4096)).isEqualTo(1 << 16);
    }
}
