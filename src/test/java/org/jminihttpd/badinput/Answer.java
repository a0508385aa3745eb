package org.jminihttpd.badinput;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came back for a request.
 *
 * @param status 0 if the server ended the connection or the stream without an answer
 * @param fields header fields by their names in small letters; several of one name in one line, with commas
 * @param body each byte as the character of its number
 * @param complete whether the body ended as the head had promised
 */
public record Answer(int status, Map<String, String> fields, String body, boolean complete) {

    static final Answer NONE = new Answer(0, Map.of(), "", false);

    /** A header field, or null. */
    public @Nullable String field(String name) {
        return fields.get(name);
    }
}
