package org.jminihttpd.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word someone meant among those there are. */
public final class Spelling {

    private Spelling() {}

    /** A sentence to append to a message, with a space before it, or nothing if no word is near. */
    public static String hint(String written, Collection<String> words) {
        return nearest(written, words).map(" Did you mean \"%s\"?"::formatted).orElse("");
    }

    /** The nearest word, at a third of its letters wrong at most; case does not count. */
    public static Optional<String> nearest(String written, Collection<String> words) {
        return words.stream()
                .filter(word -> distance(written, word) <= bound(word))
                .min(Comparator.comparingInt(word -> distance(written, word)));
    }

    private static int bound(String word) {
        return Math.max(1, Math.min(4, word.length() / 3));
    }

    /** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours. */
    private static int distance(String written, String word) {
        if (Math.abs(written.length() - word.length()) > bound(word)) {
            return Integer.MAX_VALUE; // also keeps a value of a megabyte from costing anything
        }
        String a = written.toLowerCase(Locale.ROOT);
        String b = word.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + replaced);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
