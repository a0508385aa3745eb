package org.jminihttpd.actuate;

import java.util.Arrays;

/** Requests of each second as a picture, the oldest at the left. */
final class RateChart {

    private static final int HEIGHT = 100;

    private RateChart() {}

    /** A figure of HTML; its highest point is the busiest second. */
    static String html(long[] perSecond) {
        long most = Arrays.stream(perSecond).max().orElse(0);
        StringBuilder path = new StringBuilder("M0 " + HEIGHT);
        for (long requests : perSecond) {
            path.append('V')
                    .append(HEIGHT - HEIGHT * requests / Math.max(most, 1))
                    .append("h1");
        }
        return "<figure><svg viewBox=\"0 0 %d %d\" preserveAspectRatio=none aria-hidden=true><path d=\"%sV%dz\"/></svg>%n"
                        .formatted(perSecond.length, HEIGHT, path, HEIGHT)
                + "<figcaption>Requests of each second of the last minute, %d at most</figcaption></figure>%n"
                        .formatted(most);
    }
}
