package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** One stretch of an answer's body. */
sealed interface BodyPart {

    /** How many bytes it has. */
    long length();

    /** ASCII of ours, around the parts of a multipart answer. */
    record Text(String ascii) implements BodyPart {
        @Override
        public long length() {
            return ascii.length();
        }

        /** The bytes, which the caller owns. */
        ByteBuf bytes() {
            return Unpooled.copiedBuffer(ascii, StandardCharsets.US_ASCII);
        }
    }

    /** Bytes of the file. */
    record Slice(long first, long length) implements BodyPart {}
}
