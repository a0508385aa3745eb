package org.jminihttpd.http;

import java.util.List;

/** Which bytes of a representation a Range field asks for (RFC 9110 14.2). */
public sealed interface ByteRanges {

    /** Everything: there is no Range, or it is one that we ignore (200). */
    record Whole() implements ByteRanges {}

    /**
     * Some bytes (206).
     *
     * @param list one part or more, in the order asked for, none overlapping another
     */
    record Parts(List<ByteRange> list) implements ByteRanges {}

    /** No byte that exists (416). */
    record Unsatisfiable() implements ByteRanges {}

    /**
     * Reads a Range field. The caller has seen to it that the method is GET and that If-Range lets the field apply.
     *
     * @param header the field's value
     * @param length bytes of the whole representation
     */
    static ByteRanges parse(String header, long length) {
        return new RangeParser(header, length).parse();
    }
}
