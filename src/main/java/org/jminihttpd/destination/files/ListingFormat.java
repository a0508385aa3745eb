package org.jminihttpd.destination.files;

import org.jminihttpd.destination.files.DirectoryListing.Row;

/** How a listing is written: what stands before its rows, each row, and what stands after them. */
interface ListingFormat {

    /** The value of Content-Type. */
    String contentType();

    void begin(ByteText text, DirectoryListing listing);

    void row(ByteText text, Row row);

    void end(ByteText text);
}
