package org.jminihttpd.destination.files;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jminihttpd.http.RequestPath;
import org.springframework.web.util.UriUtils;

/** The name of a file as its file system has it: bytes, which are UTF-8 if all is well. */
final class FileName {

    private final byte[] bytes;

    /** @param bytes not changed any more */
    FileName(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The last name of a path. */
    static FileName of(Path entry) {
        String name = String.valueOf(entry.getFileName());
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return new FileName(isAscii(bytes) ? bytes : undecoded(entry.getFileName()));
    }

    /** How Java decodes names depends on the locale of the process; how it makes a URI of them does not. */
    private static byte[] undecoded(Path name) {
        String uri = name.toUri().getRawPath();
        String path = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri; // so it writes directories
        return UriUtils.decode(path.substring(path.lastIndexOf('/') + 1), StandardCharsets.ISO_8859_1)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte octet : bytes) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    byte[] bytes() {
        return bytes;
    }

    /** For people; what is not UTF-8 is U+FFFD. */
    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** As a segment of a request path, in its normal form; empty if no request can name it. */
    String href() {
        String latin1 = new String(bytes, StandardCharsets.ISO_8859_1);
        return RequestPath.of('/' + latin1.replace("%", "%25"))
                .map(path -> path.toString().substring(1))
                .orElse("");
    }

    boolean isHidden() {
        return bytes.length > 0 && bytes[0] == '.';
    }
}
