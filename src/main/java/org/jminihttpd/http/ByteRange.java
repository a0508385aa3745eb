package org.jminihttpd.http;

/**
 * A part of a representation, at least one byte long.
 *
 * @param first position of its first byte, from 0
 * @param last position of its last byte, inclusive
 */
public record ByteRange(long first, long last) {

    /** Bytes in the part. */
    public long length() {
        return last - first + 1;
    }
}
