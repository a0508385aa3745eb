package org.jminihttpd.http;

/**
 * A validator of one representation (RFC 9110 8.8.3).
 *
 * @param opaque what stands between the quotes; visible ASCII without quotes
 * @param weak whether it may stay the same although bytes changed
 */
public record EntityTag(String opaque, boolean weak) {

    /** A tag that changes with every byte. */
    public static EntityTag strong(String opaque) {
        return new EntityTag(opaque, false);
    }

    /** The form on the wire, quotes included. */
    @Override
    public String toString() {
        return weak ? "W/\"" + opaque + '"' : '"' + opaque + '"';
    }
}
