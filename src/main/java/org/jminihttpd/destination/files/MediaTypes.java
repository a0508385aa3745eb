package org.jminihttpd.destination.files;

/** File names to values of Content-Type. */
final class MediaTypes {

    private MediaTypes() {}

    /**
     * The Content-Type of a file, text with its charset.
     *
     * @param fileName the last segment of a path, decoded or percent-encoded
     */
    static String of(String fileName) {
        return "application/octet-stream";
    }
}
