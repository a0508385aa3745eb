package org.jminihttpd.destination.files;

import static org.jminihttpd.destination.files.ByteText.fixed;

import org.jminihttpd.destination.files.DirectoryListing.Row;

/** A listing for programs: an array of objects, with sizes in bytes and dates as in RFC 3339. */
final class JsonListing implements ListingFormat {

    private static final byte[] BEGIN = fixed("[\n{\"name\":\"");
    private static final byte[] NEXT = fixed(",\n{\"name\":\"");
    private static final byte[] DIRECTORY = fixed("\",\"type\":\"directory\",\"mtime\":\"");
    private static final byte[] FILE = fixed("\",\"type\":\"file\",\"size\":");
    private static final byte[] MODIFIED = fixed(",\"mtime\":\"");
    private static final byte[] CLOSE = fixed("\"}");
    private static final byte[] EMPTY = fixed("[]\n");
    private static final byte[] END = fixed("\n]\n");

    private boolean hasRows;

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public void begin(ByteText text, DirectoryListing listing) {}

    @Override
    public void row(ByteText text, Row row) {
        text.add(hasRows ? NEXT : BEGIN).addJson(row.name().text());
        if (row.directory()) {
            text.add(DIRECTORY);
        } else {
            text.add(FILE).addNumber(row.size()).add(MODIFIED);
        }
        text.addInstant(row.modified()).add(CLOSE);
        hasRows = true;
    }

    @Override
    public void end(ByteText text) {
        text.add(hasRows ? END : EMPTY);
    }
}
