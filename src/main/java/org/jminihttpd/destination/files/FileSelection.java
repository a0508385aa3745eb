package org.jminihttpd.destination.files;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jminihttpd.http.ByteRange;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of a file an answer has, and what they are called.
 *
 * @param contentRange of a single part, else null
 * @param length bytes of the body
 * @param parts the body, in order; empty if the file is
 */
record FileSelection(
        boolean isWhole, String contentType, @Nullable String contentRange, long length, List<BodyPart> parts) {

    /** All bytes (200). */
    static FileSelection whole(ServedFile file) {
        List<BodyPart> parts = file.length() == 0 ? List.of() : List.of(new BodyPart.Slice(0, file.length()));
        return new FileSelection(true, file.contentType(), null, file.length(), parts);
    }

    /** Some ranges (206): one alone as it is, several as multipart/byteranges (RFC 9110 14.6). */
    static FileSelection of(ServedFile file, List<ByteRange> ranges) {
        if (ranges.size() == 1) {
            BodyPart.Slice slice = slice(ranges.get(0));
            return new FileSelection(
                    false, file.contentType(), contentRange(ranges.get(0), file), slice.length(), List.of(slice));
        }
        // must not occur in the file, so it must not be known before
        String boundary = Long.toHexString(ThreadLocalRandom.current().nextLong())
                + Long.toHexString(ThreadLocalRandom.current().nextLong());
        List<BodyPart> parts = new ArrayList<>(2 * ranges.size() + 1);
        for (ByteRange range : ranges) {
            parts.add(new BodyPart.Text("\r\n--" + boundary + "\r\nContent-Type: " + file.contentType()
                    + "\r\nContent-Range: " + contentRange(range, file) + "\r\n\r\n"));
            parts.add(slice(range));
        }
        parts.add(new BodyPart.Text("\r\n--" + boundary + "--\r\n"));
        long length = parts.stream().mapToLong(BodyPart::length).sum();
        return new FileSelection(false, "multipart/byteranges; boundary=" + boundary, null, length, parts);
    }

    private static BodyPart.Slice slice(ByteRange range) {
        return new BodyPart.Slice(range.first(), range.last() - range.first() + 1);
    }

    private static String contentRange(ByteRange range, ServedFile file) {
        return "bytes " + range.first() + '-' + range.last() + '/' + file.length();
    }
}
