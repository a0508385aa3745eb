package org.jminihttpd.destination.files;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** What an Accept field says about the two forms of a listing (RFC 9110 12.5.1). */
final class AcceptField {

    private AcceptField() {}

    /** Whether JSON is wanted more than HTML, or as much and named more exactly; a field with mistakes is ignored. */
    static boolean prefersJson(@Nullable List<String> lines) {
        if (lines == null || lines.stream().noneMatch(AcceptField::mayPreferJson)) {
            return false; // what browsers send, and most programs
        }
        try {
            List<MediaType> accepted = MediaType.parseMediaTypes(lines);
            MediaType json = mostExact(accepted, MediaType.APPLICATION_JSON);
            MediaType html = mostExact(accepted, MediaType.TEXT_HTML);
            if (json == null || json.getQualityValue() == 0) {
                return false;
            }
            return html == null
                    || json.getQualityValue() > html.getQualityValue()
                    || (json.getQualityValue() == html.getQualityValue() && exactness(json) > exactness(html));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static boolean mayPreferJson(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        return lower.contains("json") || lower.contains("application/*");
    }

    /** The range that decides about a type: the most exact one, whatever its weight. */
    private static @Nullable MediaType mostExact(List<MediaType> accepted, MediaType type) {
        MediaType found = null;
        for (MediaType range : accepted) {
            if (range.includes(type) && (found == null || exactness(range) > exactness(found))) {
                found = range;
            }
        }
        return found;
    }

    private static int exactness(MediaType range) {
        return range.isWildcardType() ? 0 : range.isWildcardSubtype() ? 1 : 2;
    }
}
