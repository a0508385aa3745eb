package org.jminihttpd.http;

import java.util.List;

/** The lists of entity tags in If-Match and If-None-Match. */
final class EntityTags {

    private EntityTags() {}

    /** Whether the field is {@code *}: any representation that exists. */
    static boolean isAny(List<String> lines) {
        return lines.size() == 1 && lines.get(0).strip().equals("*");
    }

    /**
     * Whether a tag is in a list, in one pass over it: a field may be as long as a header may be (CVE-2024-38809).
     *
     * @param lines the field's lines; what follows a mistake in a line is not read
     * @param weakly the comparison of RFC 9110 8.8.3.2: if false, a weak tag equals nothing
     */
    static boolean contain(List<String> lines, EntityTag tag, boolean weakly) {
        return (weakly || !tag.weak()) && lines.stream().anyMatch(line -> contains(line, tag, weakly));
    }

    private static boolean contains(String line, EntityTag tag, boolean weakly) {
        int at = 0;
        while (true) {
            at = skipSeparators(line, at);
            boolean weak = line.startsWith("W/", at);
            int quote = weak ? at + 2 : at;
            int end = line.startsWith("\"", quote) ? line.indexOf('"', quote + 1) : -1;
            if (end < 0) {
                return false;
            }
            String opaque = tag.opaque();
            if ((weakly || !weak) && end - quote - 1 == opaque.length() && line.startsWith(opaque, quote + 1)) {
                return true;
            }
            at = end + 1;
        }
    }

    private static int skipSeparators(String line, int from) {
        int at = from;
        while (at < line.length() && " \t,".indexOf(line.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
